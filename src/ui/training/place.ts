/** Where the net learns and why, in plain words. */
import type { Placement } from '../../train/gpu';

const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

/** What a card did that it is not used for any more. */
const faults = {
  lost: 'was lost',
  silent: 'did not answer in time',
  failed: 'failed',
  'not a number': 'gave a number that is none',
} as const;

export function say(place: Placement): string {
  const card = 'name' in place ? `the graphics card (${place.name})` : '';
  const here = 'Learns on the processor';
  switch (place.why) {
    case 'faster':
      return `Learns on ${card}: ${ms(place.ms.card)} a step, ${ms(place.ms.processor)} on the processor.`;
    case 'asked':
      return `Learns on ${card}, as you asked. It computes what the processor computes.`;
    case 'never':
      return `${here}, as you asked.`;
    case 'absent':
      return `${here}: this browser offers no graphics card.`;
    case 'emulated':
      return `${here}: ${card} is only emulated on it.`;
    case 'slower':
      return `${here}: ${ms(place.ms.processor)} a step, ${ms(place.ms.card)} on ${card}. So small a net does not fill it.`;
    case 'wrong':
      return `${here}: ${card} computes another gradient here (off by ${(place.off * 100).toPrecision(2)} %).`;
    default:
      return place.midway
        ? `The graphics card ${faults[place.why]}. Learning goes on on the processor from the same step; nothing is lost.`
        : `${here}: ${card} ${faults[place.why]} when it was tried.`;
  }
}
