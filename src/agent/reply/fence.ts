/** Commands in fences of bash, as mini-swe-agent has its models write them. */
import type { Action } from '../../types';

export interface Fenced {
  start: number;
  end: number;
  action: Action;
}

const FENCE =
  /^[ \t]*(`{3,}|~{3,})[ \t]*(?:bash|sh|shell|zsh|console|mswea_bash_command)[ \t]*\r?\n([\s\S]*?)^[ \t]*\1[ \t]*$/gm;
const OPENED = /^[ \t]*(?:`{3,}|~{3,})[ \t]*(?:bash|sh|shell|mswea_bash_command)[ \t]*$/m;
/** What mini-swe-agent's models end with, by its versions. */
const SUBMIT =
  /^\s*(?:submit\s*$|echo ['"]?(?:COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT|MINI_SWE_AGENT_FINAL_OUTPUT|MICRO_SWE_AGENT_FINAL_OUTPUT)\b)/;
const ASK = /^\s*ask(?:_expert)?\s+([\s\S]+)$/;

export function fencesIn(text: string): Fenced[] {
  return [...text.matchAll(FENCE)].flatMap((match) => {
    const command = match[2]!.replace(/\r\n/g, '\n').replace(/^\$ /gm, '').trim();
    if (command === '') return [];
    return [{ start: match.index, end: match.index + match[0].length, action: meant(command) }];
  });
}

/** A fence was opened and not closed. */
export const isCutFence = (text: string): boolean => OPENED.test(text.replace(FENCE, ''));

function meant(command: string): Action {
  if (SUBMIT.test(command)) return { kind: 'submit' };
  const question = ASK.exec(command)?.[1]
    ?.trim()
    .replace(/^(['"])([\s\S]*)\1$/, '$2');
  return question ? { kind: 'ask', question } : { kind: 'run', command };
}
