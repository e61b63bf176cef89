/** Replies as models of many families write them: what is read, and what never acts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replaceOnce } from '../../src/agent/edit';
import { isWhole, parse, parseReply } from '../../src/agent/parse';

const TEST = { kind: 'run', command: 'npm test' };
const RUN = '{"action":"run","command":"npm test"}';
const SUBMIT = '{"action":"submit"}';

describe('tool calls of every family', () => {
  test.each([
    ['Hermes, Qwen', '<tool_call>\n{"name": "run", "arguments": {"command": "npm test"}}\n</tool_call>'],
    ['arguments as text', '<tool_call>\n{"name": "run", "arguments": "{\\"command\\": \\"npm test\\"}"}\n</tool_call>'],
    ['OpenAI', '{"type":"function","function":{"name":"run","arguments":"{\\"command\\":\\"npm test\\"}"}}'],
    [
      'OpenAI, a list',
      '{"tool_calls":[{"id":"c","type":"function","function":{"name":"run","arguments":{"command":"npm test"}}}]}',
    ],
    ['OpenAI, old', '{"function_call":{"name":"run","arguments":"{\\"command\\":\\"npm test\\"}"}}'],
    ['a prefixed name', '{"name":"functions.run","arguments":{"command":"npm test"}}'],
    ['a shell by another name', '{"name":"bash","arguments":{"command":"npm test"}}'],
    ['Llama 3', '{"name": "run", "parameters": {"command": "npm test"}}'],
    ['Llama 3, with its type', '{"type": "function", "name": "run", "parameters": {"command": "npm test"}}'],
    ['Llama 3.1', '<|python_tag|>run.call(command="npm test")'],
    ['Llama 3.2', '[run(command="npm test")]'],
    ['Llama, its function tag', '<function=run>{"command": "npm test"}</function>'],
    [
      'Qwen3-Coder',
      '<tool_call>\n<function=run>\n<parameter=command>\nnpm test\n</parameter>\n</function>\n</tool_call>',
    ],
    ['Qwen3-Coder, a tag left out', '<function=run>\n<parameter=command>\nnpm test\n</function>'],
    ['Anthropic', '{"type":"tool_use","id":"t","name":"run","input":{"command":"npm test"}}'],
    [
      'Anthropic, as text',
      '<function_calls>\n<invoke name="run">\n<parameter name="command">npm test</parameter>\n</invoke>',
    ],
    ['Mistral', '[TOOL_CALLS][{"name": "run", "arguments": {"command": "npm test"}}]'],
    ['Mistral, new', '[TOOL_CALLS]run[ARGS]{"command": "npm test"}'],
    ['Mistral, with an id', '[TOOL_CALLS]run[CALL_ID]abc123[ARGS]{"command": "npm test"}'],
    ['Mistral, bare', '[TOOL_CALLS]run{"command": "npm test"}'],
    [
      'DeepSeek V3',
      '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>run\n```json\n{"command":"npm test"}\n```<｜tool▁call▁end｜>',
    ],
    [
      'DeepSeek V3.1',
      '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>run<｜tool▁sep｜>{"command":"npm test"}<｜tool▁call▁end｜>',
    ],
    [
      'DeepSeek V3.2',
      '<｜DSML｜invoke name="run"><｜DSML｜parameter name="command" string="true">npm test</｜DSML｜parameter></｜DSML｜invoke>',
    ],
    [
      'gpt-oss',
      '<|channel|>analysis<|message|>Maybe {"action":"submit"}?<|end|><|start|>assistant<|channel|>commentary to=functions.run <|constrain|>json<|message|>{"command":"npm test"}<|call|>',
    ],
    [
      'gpt-oss, name first',
      '<|start|>assistant to=functions.run<|channel|>commentary json<|message|>{"command":"npm test"}<|call|>',
    ],
    ['gpt-oss, argument list', '<|channel|>commentary to=functions.run <|message|>{"cmd":["bash","-lc","npm test"]}'],
    [
      'gpt-oss, final',
      `<|channel|>analysis<|message|>${SUBMIT}<|end|><|start|>assistant<|channel|>final<|message|>${RUN}<|return|>`,
    ],
    ['gpt-oss, marks not shown', `analysisI could ${SUBMIT} now.assistantfinal${RUN}`],
    [
      'Kimi',
      '<|tool_calls_section_begin|><|tool_call_begin|>functions.run:0<|tool_call_argument_begin|>{"command":"npm test"}<|tool_call_end|>',
    ],
    ['GLM', '<tool_call>run\n<arg_key>command</arg_key>\n<arg_value>npm test</arg_value>\n</tool_call>'],
    [
      'Cohere',
      '<|START_ACTION|>[{"tool_call_id": "0", "tool_name": "run", "parameters": {"command": "npm test"}}]<|END_ACTION|>',
    ],
    ['ReAct', '{"action": "run", "action_input": {"command": "npm test"}}'],
    ['an action with arguments', '{"action":{"name":"run","arguments":{"command":"npm test"}}}'],
    ['LFM2', '<|tool_call_start|>[run(command="npm test")]<|tool_call_end|>'],
    ['Gemma, as code', '```tool_code\nprint(default_api.run(command="npm test"))\n```'],
    ['FunctionGemma', '<start_function_call>call:run{command:<escape>npm test<escape>}<end_function_call>'],
    ['Gemma 4', '<|tool_call>call:run{command:<|"|>npm test<|"|>}<tool_call|>'],
    ['Hunyuan', '<tool_calls>\n<tool_call>run\n```json\n{"command": "npm test"}\n```\n</tool_call>\n</tool_calls>'],
    ['OLMo', '<function_calls>\nrun(command="npm test")\n</function_calls>'],
    ['Qwen-Agent', '✿FUNCTION✿: run\n✿ARGS✿: {"command": "npm test"}\n✿RESULT✿'],
    ['Apertus', '<|tools_prefix|>[{"run": {"command": "npm test"}}]<|tools_suffix|>'],
    ['Mistral, arguments as text', '[TOOL_CALLS]run[ARGS]"{\\"command\\": \\"npm test\\"}"'],
    [
      'DeepSeek, its marks in ASCII',
      '<|tool calls begin|><|tool call begin|>function<|tool sep|>run\n```json\n{"command":"npm test"}\n```',
    ],
    [
      'gpt-oss, its own shell',
      '<|channel|>commentary to=container.exec <|message|>{"cmd":["bash","-lc","npm test"]}<|call|>',
    ],
    ['as Python prints it', "<tool_call>\n{'name': 'run', 'arguments': {'command': 'npm test'}}\n</tool_call>"],
    ['a brace too few', '<tool_call>\n{"name": "run", "arguments": {"command": "npm test"}\n</tool_call>'],
    ['bare keys and a comment', '{\n  // the tests\n  action: "run", command: "npm test"\n}'],
    ['arguments that are the command', '{"name":"bash","arguments":"npm test"}'],
    [
      'a closing tag left out',
      '<tool_call>\n<function=run>\n<parameter=command>\nnpm test\n</parameter>\n</tool_call>',
    ],
    ['Cline', '<execute_command>\n<command>npm test</command>\n</execute_command>'],
    ['OpenHands', '<execute_bash>\nnpm test\n</execute_bash>'],
    ['ReAct, lines', 'Thought: so\nAction: run\nAction Input: {"command": "npm test"}'],
    ['ReAct, in words', 'Thought: so\nAction: bash\nAction Input: npm test'],
    ['SWE-agent', 'DISCUSSION\nI run the tests.\n```\nnpm test\n```'],
    ['a fence with a title', '```Bash title="tests"\r\nnpm test\r\n```\r\n'],
    ['mini-swe-agent', 'THOUGHT: I run the tests.\n\n```bash\nnpm test\n```'],
    ['mini-swe-agent 2', 'I run the tests.\n\n```mswea_bash_command\nnpm test\n```\n'],
  ])('%s', (_, text) => expect(parse(text)).toEqual(TEST));

  test('edits keep what they say, whatever the form', () => {
    const edit = { kind: 'edit', path: 'a.js', find: 'if (a) {\n  b();\n}', replace: 'b("x");' };
    const xml = `<function=edit>\n<parameter=path>\na.js\n</parameter>\n<parameter=find>\n${edit.find}\n</parameter>\n<parameter=replace>\n${edit.replace}\n</parameter>\n</function>`;
    expect(parse(xml)).toEqual(edit);
    const old = { name: 'str_replace', arguments: { path: 'a.js', old_str: edit.find, new_str: edit.replace } };
    expect(parse(JSON.stringify(old))).toEqual(edit);
    const editor = { command: 'str_replace', path: 'a.js', old_str: edit.find, new_str: edit.replace };
    expect(parse(JSON.stringify({ name: 'str_replace_editor', input: editor }))).toEqual(edit);
    expect(parse('<function=view><parameter=path>a.js</parameter><parameter=from>3</parameter></function>')).toEqual({
      kind: 'view',
      path: 'a.js',
      from: 3,
    });
  });

  test('a call of something else is none of ours', () => {
    expect(parse('{"name":"lodash","parameters":{"command":"x"}}').kind).toBe('invalid');
    expect(parse('{"name":"run"}').kind).toBe('invalid');
    expect(parse('<function=fly>{"command":"x"}</function>').kind).toBe('invalid');
  });

  test('ways to end', () => {
    for (const text of [
      '```bash\necho COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT && git add -A && git diff --cached\n```',
      '```bash\nsubmit\n```',
      '{"name":"submit","arguments":{}}',
      '<tool_call>{"name":"finish","arguments":"{}"}</tool_call>',
      '<function=submit>\n</function>',
      '[submit()]',
    ])
      expect(parse(text)).toEqual({ kind: 'submit' });
  });

  test('a fence counts only where nothing else acts, and first where it is the form', () => {
    const both = `\`\`\`bash\nls\n\`\`\`\n${RUN}`;
    expect(parse(both)).toEqual(TEST);
    expect(parseReply(both, 'fence').action).toEqual({ kind: 'run', command: 'ls' });
    expect(parseReply('```bash\nls\n```\nthen\n```bash\nnpm test\n```')).toEqual({
      action: { kind: 'run', command: 'ls' },
      extra: 1,
    });
    const heredoc = '```bash\ncat > a.json <<\'EOF\'\n{"action":"submit"}\nEOF\n```';
    expect(parseReply(heredoc, 'fence').action).toMatchObject({ kind: 'run' });
    expect(parseReply('```bash\nnpm test', 'fence').action).toMatchObject({
      reason: expect.stringMatching(/code block/),
    });
    expect(parse('```bash\n$ npm test\n```')).toEqual(TEST);
    expect(parse('```bash\nask "Where is it?"\n```')).toEqual({ kind: 'ask', question: 'Where is it?' });
  });
});

describe('thought never acts', () => {
  const pairs = [
    ['<think>', '</think>'],
    ['<thinking>', '</thinking>'],
    ['<thought>', '</thought>'],
    ['<reasoning>', '</reasoning>'],
    ['<seed:think>', '</seed:think>'],
    ['<scratchpad>', '</scratchpad>'],
    ['[THINK]', '[/THINK]'],
    ['◁think▷', '◁/think▷'],
    ['<|begin_of_thought|>', '<|end_of_thought|>'],
    ['<|START_THINKING|>', '<|END_THINKING|>'],
    ['<unused94>thought', '<unused95>'],
    ['<Think>', '</Think>'],
    ['<mm:think>', '</mm:think>'],
    ['<reasoning_content>', '</reasoning_content>'],
    ['<chain_of_thought>', '</chain_of_thought>'],
    ['<|think|>', '<|/think|>'],
    ['<｜begin▁of▁think｜>', '<｜end▁of▁think｜>'],
    ['<|inner_prefix|>', '<|inner_suffix|>'],
    ['<|channel>thought\n', '<channel|>'],
    ['&lt;think&gt;', '&lt;/think&gt;'],
    ['<|channel|>analysis<|message|>', '<|end|>'],
  ] as const;
  test.each(pairs)('%s', (open, close) => {
    expect(parse(`${open}I could ${SUBMIT} now.${close}\n${RUN}`)).toEqual(TEST);
    expect(parse(`${open}I could ${SUBMIT} but ${RUN}`)).toMatchObject({ reason: expect.stringMatching(/not ended/) });
    expect(parse(`${open}I could ${SUBMIT} now.${close}`)).toMatchObject({
      reason: expect.stringMatching(/only thought/),
    });
    expect(parse(`${open}\`\`\`bash\nsubmit\n\`\`\`${close}${RUN}`)).toEqual(TEST);
    expect(parse(`${RUN}\n${open}was ${SUBMIT} better?`)).toEqual(TEST);
    expect(isWhole(`${open}I could ${SUBMIT} now`)).toBe(false);
  });

  test.each(pairs.slice(0, -1))('%s, nested and begun by the prompt', (open, close) => {
    expect(parse(`${open}a ${open}b${close} ${SUBMIT} ${close}${RUN}`)).toEqual(TEST);
    expect(parse(`${open}a ${open}b ${SUBMIT}${close}${RUN}`)).toEqual(TEST);
    expect(parse(`not ${SUBMIT} yet\n${close}\n${RUN}`)).toEqual(TEST);
    expect(parse(`${open}a${close}${RUN}${open}${SUBMIT}${close}`)).toEqual(TEST);
  });

  test('Granite’s two headings, and what gpt-oss says on the way', () => {
    const granite = `Here is my thought process:\nMaybe ${SUBMIT}.\nHere is my response:\n`;
    expect(parse(`${granite}${RUN}`)).toEqual(TEST);
    expect(parse(granite)).toMatchObject({ kind: 'invalid' });
    const way = `<|channel|>commentary<|message|>Not ${SUBMIT} yet.<|end|>`;
    expect(parse(`${way}<|start|>assistant<|channel|>final<|message|>${RUN}`)).toEqual(TEST);
    expect(parse(`<|channel|>commentary<|message|>${RUN}`)).toEqual(TEST);
  });

  test('marks that an action is about, or that prose quotes, begin no thought', () => {
    const edit = { action: 'edit', path: 'a.js', find: '<think>x', replace: '</reasoning>' };
    expect(parse(JSON.stringify(edit))).toMatchObject({ kind: 'edit', find: '<think>x' });
    expect(parse(`The \`<think>\` tag and Promise<thought> stay. ${RUN}`)).toEqual(TEST);
    const block = `{"action":"edit","path":"a.js"}\n<<<<<<< FIND\n<think>\n=======\n</think>\n>>>>>>> REPLACE`;
    expect(parse(block)).toMatchObject({ kind: 'edit', find: '<think>', replace: '</think>' });
  });
});

describe('code and quotes', () => {
  test('any number of braces may stand before the action', () => {
    const code = 'if (a) { b() }\n'.repeat(3000);
    expect(parse(`\`\`\`js\n${code}\`\`\`\n${RUN}`)).toEqual(TEST);
    expect(parse(`${'{"a": 1}\n'.repeat(500)}${RUN}`)).toEqual(TEST);
    expect(parse(`${'{ "a'.repeat(16_000)}${RUN}`).kind).toMatch(/run|invalid/);
  });

  test('quotes of the language, escaped as if the string stood in it', () => {
    const single = String.raw`{"action":"edit","path":"a.js","find":"const s = \'x\';","replace":"\'y\' \d \\' \u00e9 \u12"}`;
    expect(parse(single)).toMatchObject({ find: "const s = 'x';", replace: String.raw`'y' \d \' é \u12` });
    const tick = String.raw`{"action":"edit","path":"a.js","find":"\`x\`","replace":"\`y\`"}`;
    expect(parse(tick)).toMatchObject({ find: '`x`', replace: '`y`' });
  });

  test('an object of the code that has an "action" does not stand in the way', () => {
    expect(parse(`dispatch({"action":"increment"}) is wrong.\n${RUN}`)).toEqual(TEST);
  });
});

describe('edit blocks', () => {
  const edit = (text: string, path = 'a.md') => parse(`{"action":"edit","path":"${path}"}\n${text}`);

  test('the line that parts them is as long as the other marks', () => {
    const text = '<<<<<<< FIND\nTitle\n=====\nold\n=======\nTitle\n=====\nnew\n>>>>>>> REPLACE';
    expect(edit(text)).toMatchObject({ find: 'Title\n=====\nold', replace: 'Title\n=====\nnew' });
    expect(edit(text.replaceAll('\n', '\r\n'))).toMatchObject({ find: 'Title\n=====\nold' });
    const nine = '<<<<<<<<< FIND\nHeading\n=======\n=========\nHeading\n>>>>>>>>> REPLACE';
    expect(edit(nine)).toMatchObject({ find: 'Heading\n=======', replace: 'Heading' });
  });

  test('where that is not clear it is refused, not guessed', () => {
    const text = '<<<<<<< FIND\nHeading\n=======\nold\n=======\nHeading\n=======\nnew\n>>>>>>> REPLACE';
    expect(edit(text)).toMatchObject({ kind: 'invalid', reason: expect.stringMatching(/9 characters/) });
    expect(edit('<<<<<<< FIND\na\n>>>>>>> REPLACE')).toMatchObject({ reason: expect.stringMatching(/no line of ===/) });
  });

  test('several blocks: the first counts, the others are counted', () => {
    const block = (a: string, b: string) => `<<<<<<< SEARCH\n${a}\n=======\n${b}\n>>>>>>> REPLACE\n`;
    const two = `{"action":"edit","path":"a.js"}\n${block('a', 'b')}${block('c', 'd')}`;
    expect(parseReply(two)).toEqual({ action: { kind: 'edit', path: 'a.js', find: 'a', replace: 'b' }, extra: 1 });
    expect(parse(`I change it.\n\nsrc/a.js\n\`\`\`js\n${block('a', 'b')}\`\`\``)).toMatchObject({ path: 'src/a.js' });
    expect(parse(block('a', 'b')).kind).toBe('invalid');
  });

  test.each([
    ['a fence that names it', '```js:src/a.js'],
    ['a sentence', 'I change `src/a.js`:'],
    ['In …', 'In src/a.js:\n```js'],
    ['a heading', '### **`src/a.js`**\n'],
  ])('the file is named by %s', (_, above) => {
    const block = '<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n';
    expect(parse(`${above}\n${block}`)).toEqual({ kind: 'edit', path: 'src/a.js', find: 'a', replace: 'b' });
  });

  test.each([
    ['in its first mark', '<<<<<<< SEARCH bin/cli\na\n=======\nb\n>>>>>>> REPLACE', 'bin/cli'],
    ['in small letters', '.eslintrc\n<<<<<<< search\na\n=======\nb\n>>>>>>> replace', '.eslintrc'],
    ['Cline’s', 'a.js\n------- SEARCH\na\n=======\nb\n+++++++ REPLACE', 'a.js'],
    ['long', 'a.js\n<<<<<<<<<<<< SEARCH\na\n============\nb\n>>>>>>>>>>>> REPLACE', 'a.js'],
    ['mixed line ends', 'a.js\r\n<<<<<<< SEARCH\r\na\n=======\r\nb\n>>>>>>> REPLACE\r\n', 'a.js'],
  ])('marks %s', (_, text, path) => expect(parse(text)).toEqual({ kind: 'edit', path, find: 'a', replace: 'b' }));

  test('a file with both line ends keeps each line’s', () => {
    expect(replaceOnce('a\r\nb\nc\r\n', 'a\nb', 'A\nB')).toMatchObject({ content: 'A\r\nB\nc\r\n' });
  });

  test('a whole line replaced by nothing goes', () => {
    const action = edit('<<<<<<< FIND\n  debug();\n=======\n>>>>>>> REPLACE', 'a.js');
    if (action.kind !== 'edit') throw new Error('no edit');
    expect(replaceOnce('a();\n  debug();\nb();\n', action.find, action.replace)).toMatchObject({
      content: 'a();\nb();\n',
    });
  });
});

describe('a whole action ends the reply', () => {
  test('not before it is whole', () => {
    const says = (text: string) => [...text].findIndex((_, i) => isWhole(text.slice(0, i + 1))) + 1;
    expect(says(`I look. ${RUN} ${SUBMIT}`)).toBe(`I look. ${RUN}`.length);
    expect(says('<function=run><parameter=command>\nls\n</parameter></function> more')).toBe(60);
    const block = '{"action":"edit","path":"a.js"}\n<<<<<<< FIND\na\n=======\nb\n>>>>>>> REPLACE';
    expect(says(`${block}\n{"action":"submit"}`)).toBe(block.length);
    expect(says('{"action":"fly"} {"action":"run"}')).toBe(0);
  });

  test('a model that thinks aloud without marks is left to end by itself', () => {
    expect(isWhole(`${'I wonder. '.repeat(200)}${SUBMIT}`)).toBe(false);
    expect(isWhole(`<think>${'I wonder. '.repeat(200)}</think>${SUBMIT}`)).toBe(true);
  });

  test('what was read at the first whole action is what the whole reply says', () => {
    const reply = fc.constantFrom(
      RUN,
      SUBMIT,
      '<function=run>{"command":"ls"}</function>',
      '[TOOL_CALLS]run[ARGS]{"command":"x"}',
    );
    fc.assert(
      fc.property(fc.constantFrom('', 'So.\n', '<think>hm</think>'), reply, reply, (before, one, two) => {
        const text = `${before}${one}\n${two}`;
        const at = [...text].findIndex((_, i) => isWhole(text.slice(0, i + 1))) + 1;
        expect(at).toBeGreaterThan(0);
        expect(parse(text.slice(0, at))).toEqual(parse(text));
      }),
    );
  });
});
