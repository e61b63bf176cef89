/**
 * Tool calls that are no single JSON object, as the templates of model families write them: a name beside its arguments.
 *   Mistral    [TOOL_CALLS]run[ARGS]{…}                     DeepSeek  <｜tool▁call▁begin｜>function<｜tool▁sep｜>run\n```json…
 *   gpt-oss    to=functions.run … <|message|>{…}            Kimi      <|tool_call_begin|>functions.run:0<|…|>{…}
 *   Llama      <function=run>{…}</function>, [run(command="…")], <|python_tag|>run.call(command="…")
 *   Qwen       <function=run><parameter=command>…           Anthropic <invoke name="run"><parameter name="command">…
 *   GLM        <tool_call>run <arg_key>command</arg_key><arg_value>…
 */
import { kindOf } from './fields';
import { closing, read, type Plain } from './json';

export interface Call {
  start: number;
  end: number;
  /** With `action`, and the arguments as fields; null when they could not be read. */
  value: Plain | null;
}

const NAME = '([\\w.]{1,60}(?::\\d+)?)';
const BEGIN = '<[|｜]tool[▁_]call[▁_]begin[|｜]>';
/** A name, and behind it the brace that begins its arguments. */
const NAMED = new RegExp(
  [
    `\\[TOOL_CALLS\\]\\s*${NAME}(?:\\[CALL_ID\\][\\w-]+)?\\s*(?:\\[ARGS\\])?\\s*(?=\\{)`,
    `${BEGIN}\\s*(?:function<[|｜]tool[▁_]sep[|｜]>)?\\s*${NAME}\\s*(?:<[|｜][\\w▁]+[|｜]>)?\\s*(?:\`\`\`json)?\\s*(?=\\{)`,
    `\\bto=${NAME}[^{}\\n]{0,80}\\s*(?=\\{)`,
    `<function=${NAME}>\\s*(?=\\{)`,
  ].join('|'),
  'g',
);
const TAGGED = new RegExp(
  `<(?:｜DSML｜)?(?:function=${NAME}|(?:function|invoke|tool)\\s+name="${NAME}")\\s*>([\\s\\S]*?)</(?:｜DSML｜)?(?:function|invoke|tool)>`,
  'g',
);
const PARAMETER =
  /<(?:｜DSML｜)?parameter(?:=([\w-]+)|\s+name="([\w-]+)"[^<>]*)>([\s\S]*?)(?:<\/(?:｜DSML｜)?parameter>|(?=<(?:｜DSML｜)?parameter[=\s])|$)/g;
const KEYED = new RegExp(`<tool_call>\\s*${NAME}\\s*((?:<arg_key>[\\s\\S]*?</arg_value>\\s*)*)</tool_call>`, 'g');
const KEY = /<arg_key>\s*([\w-]+)\s*<\/arg_key>\s*<arg_value>([\s\S]*?)<\/arg_value>/g;
const PYTHON = /(?:<\|python_tag\|>\s*|^[ \t]*\[)([a-z_]\w*)(?:\.call)?\(/gm;

export function callsIn(text: string): Call[] {
  return [...named(text), ...tagged(text), ...keyed(text), ...python(text)];
}

function named(text: string): Call[] {
  return [...text.matchAll(NAMED)].flatMap((match) => {
    const action = kindOf(match.slice(1).find((group) => group !== undefined));
    if (!action) return [];
    const brace = match.index + match[0].length;
    const end = closing(text, brace);
    const fields = end === -1 ? undefined : read(text.slice(brace, end));
    return [{ start: match.index, end: end === -1 ? text.length : end, value: fields ? { ...fields, action } : null }];
  });
}

function tagged(text: string): Call[] {
  return [...text.matchAll(TAGGED)].flatMap((match) => {
    const action = kindOf(match[1] ?? match[2]);
    const body = match[3]!;
    if (!action || /^\s*\{/.test(body)) return [];
    const fields = [...body.matchAll(PARAMETER)].map((one) => [one[1] ?? one[2]!, unpadded(one[3]!)]);
    return [
      { start: match.index, end: match.index + match[0].length, value: { ...Object.fromEntries(fields), action } },
    ];
  });
}

function keyed(text: string): Call[] {
  return [...text.matchAll(KEYED)].flatMap((match) => {
    const action = kindOf(match[1]);
    if (!action) return [];
    const fields = [...match[2]!.matchAll(KEY)].map((one) => [one[1]!, unpadded(one[2]!)]);
    return [
      { start: match.index, end: match.index + match[0].length, value: { ...Object.fromEntries(fields), action } },
    ];
  });
}

/** Keyword arguments only: `run(command="npm test")`. */
function python(text: string): Call[] {
  return [...text.matchAll(PYTHON)].flatMap((match) => {
    const action = kindOf(match[1]);
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
