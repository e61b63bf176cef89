/**
 * An episode as a chat for training, in one of two forms: `tools` (actions are tool calls) or `text` (actions are the
 * JSON the page's models write). Every message knows whether it may be learned: provenance is the mask. The expert's
 * words stand in user or tool turns; which of the protégé's own turns are learned says `taught`.
 */
import { render } from '../../agent/prompt';
import type { Generation, Trajectory } from '../../types';
import { teachingGenerations } from './taught';
import { callOf, TOOL_PROMPT, type ToolCall } from './tools';

export type ChatForm = 'tools' | 'text';

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string;
  tool_calls?: ToolCall[];
  tool_call_id?: string;
  /** The tool that answered. */
  name?: string;
}

export interface ChatTurn {
  message: ChatMessage;
  /** The protégé wrote it, it was carried out, and it teaches. */
  learned: boolean;
}

/** All messages; the first two are the system's and the task. */
export function chat(trajectory: Trajectory, form: ChatForm): ChatTurn[] {
  const { public: task, config, steps } = trajectory;
  const teaches = teachingGenerations(trajectory);
  const said = steps.flatMap(({ generations }, i) =>
    generations
      .filter(({ by }) => by === 'protege')
      .map((generation) => ({ generation, learned: generation === teaches[i] })),
  );
  let calls = 0;
  let open: ToolCall | null = null;
  return render({ task, config, steps }, [], 'protege').map(({ role, content }): ChatTurn => {
    if (role === 'system') return unlearned({ role, content: form === 'tools' ? TOOL_PROMPT : content });
    if (role === 'user') {
      const call = open;
      open = null;
      return unlearned(
        call ? { role: 'tool', tool_call_id: call.id, name: call.function.name, content } : { role, content },
      );
    }
    const { generation, learned } = said.shift()!;
    if (form === 'text') return { message: { role, content }, learned };
    open = callOf(generation.action, `call_${calls++}`);
    const message: ChatMessage = open
      ? { role, content: thought(generation), tool_calls: [open] }
      : { role, content: generation.text };
    return { message, learned };
  });
}

const unlearned = (message: ChatMessage): ChatTurn => ({ message, learned: false });

/** What was said before the action. */
function thought({ text }: Generation): string {
  const at = text.replace(/<think>[\s\S]*?<\/think>/g, (inner) => ' '.repeat(inner.length)).search(/```|\{/);
  return (at === -1 ? text : text.slice(0, at)).trim();
}

/** Up to the last message that is learned; empty when none is. */
export function learnable(turns: ChatTurn[]): ChatTurn[] {
  return turns.slice(0, turns.findLastIndex(({ learned }) => learned) + 1);
}
