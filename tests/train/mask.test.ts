/** What carries a loss in the fine-tuning exports, in the terms of each target, and that a wrong mask is found. */
import { describe, expect, test } from 'vitest';
import { exportEpisodes, formats, type FormatId } from '../../src/train/export/index';
import type { ChatMessage } from '../../src/train/export/chat';
import { checkRows, readRows } from '../../src/train/export/check';
import { checkMask, learnedOf } from '../../src/train/export/mask';
import { ROW_SHAPES } from '../../src/train/export/rows';
import type { Gate, Trajectory } from '../../src/types';
import { act, ADVICE, play } from './episodes';

const ASK = act.ask('The test "clamp upper" fails in src/clamp.js. What is wrong?');
const BACK = '{"action":"edit","path":"src/clamp.js","find":"n <= lo","replace":"n < lo"}';
const ids = Object.keys(formats) as FormatId[];
const demonstrations = ids.filter((id) => formats[id].what === 'demonstrations');
const shapeOf = (row: Record<string, unknown>) => (row.tools === undefined ? ROW_SHAPES.text : ROW_SHAPES.chat);

/** The first file's rows. */
async function rowsOf(episodes: Trajectory[], id: FormatId, options = {}): Promise<Record<string, unknown>[]> {
  return readRows((await exportEpisodes(episodes, id, options)).files[0]!.content);
}

describe('what carries a loss, in the terms of each target', () => {
  /** A wrong edit, an overruled step, an answered ask, and an expert that acts once. */
  const mixed = () => {
    const gate: Gate = ({ steps }, { action }) => ({
      score: action?.kind === 'ask' || steps.length === 3 ? 1 : 0,
      reason: 'now',
    });
    return play([act.test, act.worse, ASK, act.view, act.view, BACK, act.fix, act.test, act.submit], {
      resolved: true,
      gate,
      advice: [ADVICE, `I would do this: ${act.fix}`],
    });
  };
  const acted = () => {
    const gate: Gate = ({ steps }) => ({ score: steps.length === 1 ? 1 : 0, reason: 'now' });
    return play([act.test, act.view, act.submit], { resolved: true, gate, mode: 'act', advice: [act.fix] });
  };
  const saysOf = (message: ChatMessage) =>
    message.tool_calls?.[0] ? message.tool_calls[0].function.name : JSON.parse(message.content).action;

  test.each(demonstrations)('%s: only turns that teach, in both forms and by row', async (id) => {
    for (const form of ['tools', 'text'] as const) {
      const all = await rowsOf([await mixed()], id, { form });
      expect(all).toHaveLength(1);
      // no wrong edit, no way back from it, none of what was overruled
      expect(learnedOf(all[0]!).map(saysOf)).toEqual(['run', 'ask', 'view', 'edit', 'run', 'submit']);
      const turns = await rowsOf([await mixed()], id, { form, rows: 'turn' });
      expect(turns.map((row) => learnedOf(row).map(saysOf))).toEqual(learnedOf(all[0]!).map((one) => [saysOf(one)]));
      for (const row of turns) if (row.messages) expect((row.messages as unknown[]).at(-1)).toEqual(learnedOf(row)[0]);
      const [row] = await rowsOf([await acted()], id, { form });
      expect(learnedOf(row!).map(saysOf)).toEqual(['run', 'submit']);
    }
  });

  test.each(demonstrations)('%s: an expert’s words that became learnable are found', async (id) => {
    for (const rows of ['episode', 'turn'] as const) {
      const episode = await mixed();
      const good = await rowsOf([episode], id, { rows });
      expect(() => checkMask(good, [episode])).not.toThrow();
      let spoken = 0;
      good.forEach((row, r) => {
        (row.messages as ChatMessage[] | undefined)?.forEach((message, i) => {
          if (learnedOf(row).includes(message)) return;
          const bad = structuredClone(good);
          const one = bad[r]!;
          if (one.learned) (one.learned as boolean[])[i] = true;
          else (one.messages as { masked: boolean }[])[i]!.masked = false;
          expect(() => checkMask(bad, [episode])).toThrow(/of those learned is none that teaches/);
          if (!message.content.includes('expert_llm_guidance')) return;
          spoken++;
          expect(() => checkRows(bad, one.learned ? shapeOf(one) : ROW_SHAPES.masked)).toThrow(
            /a turn of another is learned/,
          );
        });
        if (!row.completion) return;
        const bad = structuredClone(good);
        (bad[r]!.completion as ChatMessage[])[0] = { role: 'assistant', content: ADVICE };
        expect(() => checkMask(bad, [episode])).toThrow(/of those learned is none that teaches/);
        spoken++;
      });
      expect(spoken).toBeGreaterThan(0);
    }
  });

  test('a turn that teaches but is masked is found, and so are rows of another episode', async () => {
    const episode = await mixed();
    const [row] = await rowsOf([episode], 'torchtune');
    const bad = structuredClone(row!);
    (bad.messages as { masked: boolean }[]).at(-1)!.masked = true;
    expect(() => checkMask([bad], [episode])).toThrow(/turn 6 of those that teach is masked/);
    expect(() => checkMask([{ ...row!, episode_id: 'other' }], [episode])).toThrow(/The rows of other belong to no/);
  });

  test('the same episode given twice is two times the rows', async () => {
    expect(await rowsOf([await mixed(), await mixed()], 'verl-sft')).toHaveLength(2);
  });

  test('in the text form parquet has no column of tools and plain messages', async () => {
    for (const id of ['verl-sft', 'skyrl-sft'] as const) {
      const [row] = await rowsOf([await mixed()], id, { form: 'text' });
      expect(row).not.toHaveProperty('tools');
      for (const message of row!.messages as object[]) expect(Object.keys(message)).toEqual(['role', 'content']);
    }
  });
});
