/**
 * Tool calls that are no single JSON object, as the templates of model families write them: a name beside its arguments.
 *   Mistral    [TOOL_CALLS]run[ARGS]{…}                     DeepSeek  <｜tool▁call▁begin｜>function<｜tool▁sep｜>run\n```json…
 *   gpt-oss    to=functions.run … <|message|>{…}            Kimi      <|tool_call_begin|>functions.run:0<|…|>{…}
 *   Llama      <function=run>{…}</function>, [run(command="…")], <|python_tag|>run.call(command="…")
 *   Qwen       <function=run><parameter=command>…           Anthropic <invoke name="run"><parameter name="command">…
 *   GLM        <tool_call>run <arg_key>command</arg_key><arg_value>…
 *   Gemma      call:run{command:<escape>…<escape>}          Hunyuan   <tool_call>run\n```json\n{…}
 *   ReAct      Action: run\nAction Input: {…}                Cline     <run><command>…</command></run>
 */
import { actionKind, toAction } from './fields';
import type { Json } from '../../lib/json';
import { closing, read } from './json';

export interface WrittenCall {
  start: number;
  end: number;
  /** With `action`, and the arguments as fields; null when they could not be read. */
  value: Json | null;
}

const NAME = '([\\w.]{1,60}(?::\\d+)?)';
const BEGIN = '<[|｜]tool[▁_ ]call[▁_ ]begin[|｜]>';
/** The arguments' first character: of the object, or of a text that holds it. */
const GIVEN = '(?=\\{|"\\s*\\{)';
/** A name, and behind it its arguments. */
const NAMED = new RegExp(
  [
    `\\[TOOL_CALLS\\]\\s*${NAME}(?:\\[CALL_ID\\][\\w-]+)?\\s*(?:\\[ARGS\\])?\\s*${GIVEN}`,
    `${BEGIN}\\s*(?:function<[|｜]tool[▁_ ]sep[|｜]>)?\\s*${NAME}\\s*(?:<[|｜][\\w▁ ]+[|｜]>)?\\s*(?:\`\`\`json)?\\s*${GIVEN}`,
    `<tool_call>\\s*${NAME}\\s*(?:\`\`\`json)?\\s*${GIVEN}`,
    `✿FUNCTION✿:\\s*${NAME}\\s*✿ARGS✿:\\s*${GIVEN}`,
    `^Action:\\s*${NAME}\\s*^Action Input:\\s*${GIVEN}`,
    `\\bto=${NAME}[^{}\\n]{0,80}\\s*(?=\\{)`,
    `<function=${NAME}>\\s*(?=\\{)`,
  ].join('|'),
  'gm',
);
const SPACE = '(?:｜DSML｜|[a-z]{1,12}:)?';
const TAGGED = new RegExp(
  `<${SPACE}(?:function=${NAME}|(?:function|invoke|tool)\\s+name=["']${NAME}["'])\\s*>([\\s\\S]*?)</${SPACE}(?:function|invoke|tool(?:_call)?)>`,
  'g',
);
const PARAMETER = new RegExp(
  `<${SPACE}parameter(?:=([\\w-]+)|\\s+name=["']([\\w-]+)["'][^<>]*)>([\\s\\S]*?)(?:</${SPACE}parameter>|(?=<${SPACE}parameter[=\\s])|$)`,
  'g',
);
/** A tag of the tool's name; what it holds are tags of its fields, or the command itself. */
const NAMESAKE = /<([a-z_]{3,24})>([\s\S]*?)<\/\1>/g;
const FIELD = /<([a-z_]{2,24})>([\s\S]*?)<\/\1>/g;
const ESCAPED =
  /(?:<start_function_call>|<\|tool_call>)\s*call:([\w.]{1,60})\{([\s\S]*?)\}\s*(?:<end_function_call>|<tool_call\|>|$)/g;
const VALUE = /([\w-]+):\s*(?:(<escape>|<\|"\|>)([\s\S]*?)\2|(-?\d+))/g;
const SPOKEN = /^Action:[ \t]*([\w.]{1,60})[ \t]*\r?\n+Action Input:[ \t]*(?![{"])(\S[^\n]*)/gm;
const KEYED = new RegExp(`<tool_call>\\s*${NAME}\\s*((?:<arg_key>[\\s\\S]*?</arg_value>\\s*)*)</tool_call>`, 'g');
const KEY = /<arg_key>\s*([\w-]+)\s*<\/arg_key>\s*<arg_value>([\s\S]*?)<\/arg_value>/g;
const PYTHON =
  /(?:<\|python_tag\|>\s*|(?:^[ \t]*|<\|tool_call_start\|>\s*)\[|<function_calls>\s*|^```tool_code\s*(?:print\()?)(?:default_api\.)?([a-z_]\w*)(?:\.call)?\(/gm;

export function callsIn(text: string): WrittenCall[] {
  const calls = [...named(text), ...tagged(text), ...keyed(text), ...python(text)];
  return [...calls, ...namesakes(text), ...escaped(text), ...spoken(text)];
}

function named(text: string): WrittenCall[] {
  return [...text.matchAll(NAMED)].flatMap((match) => {
    const action = actionKind(match.slice(1).find((group) => group !== undefined));
    if (!action) return [];
    const at = match.index + match[0].length;
    const quoted = text[at] === '"' ? /"(?:[^"\\]|\\[\s\S])*"/y : undefined;
    if (quoted) quoted.lastIndex = at;
    const end = quoted ? (quoted.test(text) ? quoted.lastIndex : -1) : closing(text, at);
    const given = end === -1 ? '' : text.slice(at, end);
    const fields = read(quoted ? String((read(`{"text":${given}}`) ?? {}).text) : given);
    return [{ start: match.index, end: end === -1 ? text.length : end, value: fields ? { ...fields, action } : null }];
  });
}

function tagged(text: string): WrittenCall[] {
  return [...text.matchAll(TAGGED)].flatMap((match) => {
    const action = actionKind(match[1] ?? match[2]);
    const body = match[3]!;
    if (!action || /^\s*\{/.test(body)) return [];
    const fields = [...body.matchAll(PARAMETER)].map((one) => [one[1] ?? one[2]!, unpadded(one[3]!)]);
    return [
      { start: match.index, end: match.index + match[0].length, value: { ...Object.fromEntries(fields), action } },
    ];
  });
}

function keyed(text: string): WrittenCall[] {
  return [...text.matchAll(KEYED)].flatMap((match) => {
    const action = actionKind(match[1]);
    if (!action) return [];
    const fields = [...match[2]!.matchAll(KEY)].map((one) => [one[1]!, unpadded(one[2]!)]);
    return [
      { start: match.index, end: match.index + match[0].length, value: { ...Object.fromEntries(fields), action } },
    ];
  });
}

function namesakes(text: string): WrittenCall[] {
  return [...text.matchAll(NAMESAKE)].flatMap((match) => {
    const action = actionKind(match[1]);
    if (!action) return [];
    const fields = [...match[2]!.matchAll(FIELD)].map((one) => [one[1]!, unpadded(one[2]!)]);
    const bare = action === 'run' && !/[<>]\w+>/.test(match[2]!) ? { command: unpadded(match[2]!) } : {};
    const value = { ...bare, ...Object.fromEntries(fields), action };
    if (action === 'submit' || toAction(value).kind === 'invalid') return [];
    return [{ start: match.index, end: match.index + match[0].length, value }];
  });
}

function escaped(text: string): WrittenCall[] {
  return [...text.matchAll(ESCAPED)].flatMap((match) => {
    const action = actionKind(match[1]);
    if (!action) return [];
    const fields = [...match[2]!.matchAll(VALUE)].map((one) => [one[1]!, one[3] ?? Number(one[4])]);
    return [
      { start: match.index, end: match.index + match[0].length, value: { ...Object.fromEntries(fields), action } },
    ];
  });
}

/** ReAct, with a command in words. */
function spoken(text: string): WrittenCall[] {
  return [...text.matchAll(SPOKEN)].flatMap((match) =>
    actionKind(match[1]) === 'run'
      ? [
          {
            start: match.index,
            end: match.index + match[0].length,
            value: { action: 'run', command: match[2]!.trim() },
          },
        ]
      : [],
  );
}

/** Keyword arguments only: `run(command="npm test")`. */
function python(text: string): WrittenCall[] {
  return [...text.matchAll(PYTHON)].flatMap((match) => {
    const action = actionKind(match[1]);
    if (!action) return [];
    const inside = match.index + match[0].length;
    const given = /^(?:\s*\w+\s*=\s*(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|-?\d+|None)\s*,?)*\s*\)/.exec(
      text.slice(inside),
    );
    if (!given) return [];
    const fields = [...given[0].matchAll(/(\w+)\s*=\s*("(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|-?\d+|None)/g)];
    const value = Object.fromEntries(fields.map((one) => [one[1]!, literal(one[2]!)]));
    return [{ start: match.index, end: inside + given[0].length, value: { ...value, action } }];
  });
}

function literal(python: string): unknown {
  if (python === 'None') return undefined;
  if (/^-?\d/.test(python)) return Number(python);
  const inner = python
    .slice(1, -1)
    .replace(/\\'/g, "'")
    .replace(/(?<!\\)"/g, '\\"');
  return (read(`{"text":"${inner}"}`) ?? {}).text;
}

/** Without the line breaks that the template puts around a value. */
const unpadded = (text: string) => text.replace(/\r\n/g, '\n').replace(/^\n|\n$/g, '');
