import { createMachine } from '../src/index.ts';

export const turnstile = () =>
  createMachine<{ coins: number }>({
    initial: 'locked',
    context: { coins: 0 },
    states: {
      locked: {
        on: {
          COIN: { to: 'open', do: (ctx) => ({ coins: ctx.coins + 1 }) },
          KICK: [
            { to: 'broken', when: (_ctx, event) => Number(event.force) > 9 },
            { to: 'open', when: (ctx) => ctx.coins >= 3 },
          ],
        },
      },
      open: { on: { PUSH: 'locked', COIN: { do: (ctx) => ({ coins: ctx.coins + 1 }) } } },
      broken: { final: true },
    },
  });

export const lamp = (log: string[] = []) => {
  const note = (text: string) => () => void log.push(text);
  return createMachine({
    initial: 'off',
    states: {
      off: { enter: note('+off'), exit: note('-off'), on: { POWER: 'on' } },
      on: {
        enter: note('+on'),
        exit: note('-on'),
        initial: 'low',
        on: { POWER: 'off', RESET: 'on' },
        states: {
          low: { enter: note('+low'), exit: note('-low'), on: { UP: { to: 'high', do: note('up') } } },
          high: { enter: note('+high'), exit: note('-high'), on: { DOWN: 'low', POWER: 'low' } },
        },
      },
    },
  });
};
