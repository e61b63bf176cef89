/** Commands in fences of bash, as mini-swe-agent has its models write them. */
import type { Action } from '../../types';

export interface Fenced {
  start: number;
  end: number;
  action: Action;
}

const FENCE =
  /^[ \t]*(`{3,}|~{3,})[ \t]*(?:bash|sh|shell|zsh|console|mswea_bash_command)(?:[ \t{][^\n`]*)?\r?\n([\s\S]*?)^[ \t]*\1[ \t\r]*$/gim;
const OPENED = /^[ \t]*(?:`{3,}|~{3,})[ \t]*(?:bash|sh|shell|mswea_bash_command)[ \t\r]*$/im;
/** SWE-agent's models write their command into a fence without a language. */
const DISCUSSED = /^\s*DISCUSSION\b[\s\S]*?^[ \t]*(`{3,})[ \t]*\r?\n([\s\S]*?)^[ \t]*\1[ \t\r]*$/dm;
/** What mini-swe-agent's models end with, by its versions. */
const SUBMIT =
  /^\s*(?:submit\s*$|echo ['"]?(?:COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT|MINI_SWE_AGENT_FINAL_OUTPUT|MICRO_SWE_AGENT_FINAL_OUTPUT)\b)/;
const ASK = /^\s*ask(?:_expert)?\s+([\s\S]+)$/;

export function fencesIn(text: string): Fenced[] {
  const discussed = DISCUSSED.exec(text);
  if (discussed && discussed[2]!.trim() !== '') {
    const [start] = discussed.indices![1]!;
    return [{ start, end: discussed[0].length, action: meant(discussed[2]!.replace(/\r\n/g, '\n').trim()) }];
  }
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
