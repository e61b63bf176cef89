/** Options that repair and bench share: who plays, for how long, and what one episode's line says. */
import readline from 'node:readline';
import { BadInput } from '../lib/badinput';
import { benchOutcome, type BenchOutcome } from '../experiments/outcome';
import { gates, type GateEntry } from '../gates/index';
import { drain } from '../lib/stream';
import { defaultConfig, run, withScaffold, type RunDeps } from '../run';
import type { AgentEvent, Choice, Config, Message, Role, Task, Trajectory } from '../types';
import { choice } from './choice';
import { dollars, integer, type OptionValues } from './command';
import { terminalVault } from './vault';
import { withWeights } from './weights';

/** What a trainer's environment takes of a team's options, too; see cli/command `parse`. */
export const sharedOptions =
  'gate= sandbox= scaffold= dialect= samples= mode= context= threshold= seed= max-steps= max-calls= max-minutes= max-seconds= max-cost=';
export const teamOptions = `protege= expert= judge json ${sharedOptions}` as const;

/** Every gate with its options, as they are written here. */
const gateList = Object.entries(gates as Record<string, GateEntry>)
  .map(([id, { options = [] }]) =>
    [id, options.map(({ key, fallback }) => `${key}=${fallback ?? '…'}`).join(',')].filter(Boolean).join(':'),
  )
  .join(', ')
  .replace(/(.{60,100}?), /g, '$1,\n                   ');

export const teamHelp = `
  --protege X      search (default), trained, gguf, endpoint, human, scripted; options after a colon: endpoint:baseURL=http://127.0.0.1:11434/v1,model=qwen2.5-coder
                   gguf:file=qwen0.5 is a language model on this machine (npm run engine, npm run weights -- qwen0.5); also
                   file=PATH.gguf, threads=, context=, parallel=, lookup=true, adapter=LORA.gguf
  --expert X       none (default), oracle (has seen the reference patch), gguf:file=qwen1.5, endpoint:…, provider:provider=openai,model=gpt-5-mini, human
  --gate X         default (asked or stalled), or one of
                   ${gateList}
  --sandbox X      embedded (default)
  --scaffold X     free or guided (the harness says where, the protégé only writes; default for small local models);
                   options after a colon: guided:samples=8,places=24,seconds=120,moves=fill+rewrite+repair
  --dialect X      free loop of language models: json (default), bash (as mini-swe-agent), tools (tool calls as text); after a
                   colon: json:grammar=action|late|off,observationTokens=400
  --samples N      guided: samples of one kind at one place, at most (default 4)
  --mode X         advise (default) or act
  --context X      what the expert reads: 5:messages (default), 3:turns, all
  --threshold N    the score from 0 to 1 at which the gate opens, default 0.5
  --judge          after each episode the expert judges its own calls (more calls; not with the oracle)
  --seed N         default 0
  --max-steps N    default 75
  --max-calls N    expert calls per episode, default 6
  --max-minutes N  wall time per episode, default 30; --max-seconds N in seconds
  --max-cost N     US dollars per episode, default 0.25; per day PROTEGE_DAY_COST, default 2
  --json           stdout carries exactly one JSON object per episode
A provider's key is read from its environment variable, never from an argument: OPENAI_API_KEY, ANTHROPIC_API_KEY,
OPENROUTER_API_KEY, GEMINI_API_KEY, GROQ_API_KEY, MISTRAL_API_KEY, DEEPSEEK_API_KEY, XAI_API_KEY; that of an endpoint
from PROTEGE_API_KEY. What they spend is kept in ~/.local/state/protege/spending.json (PROTEGE_HOME moves it).`;

type Values = OptionValues<typeof teamOptions>;

export function configOf(values: Values): Config {
  const base = defaultConfig();
  const expert = values.expert ?? 'none';
  if (values.mode !== undefined && values.mode !== 'advise' && values.mode !== 'act')
    throw new BadInput(`--mode must be advise or act, not "${values.mode}".`);
  const scaffold = scaffoldOf(values);
  const config = defaultConfig({
    protege: values.protege === undefined ? base.protege : choice(values.protege, '--protege'),
    expert: expert === 'none' ? null : choice(expert, '--expert'),
    gate: values.gate === undefined ? base.gate : withWeights(choice(values.gate, '--gate')),
    sandbox: values.sandbox === undefined ? base.sandbox : choice(values.sandbox, '--sandbox'),
    ...(scaffold ? { scaffold } : {}),
    ...(values.dialect === undefined ? {} : { dialect: choice(values.dialect, '--dialect') }),
    mode: values.mode ?? base.mode,
    threshold: share('threshold', values.threshold, base.threshold),
    ...(values.judge ? { judge: true } : {}),
    context: { ...base.context, expert: reads(values.context) ?? base.context.expert },
    seed: integer('seed', values.seed, base.seed, 0, 2 ** 31),
    limits: {
      ...base.limits,
      steps: integer('max-steps', values['max-steps'], base.limits.steps, 1, 10_000),
      expertCalls: integer('max-calls', values['max-calls'], base.limits.expertCalls, 0, 10_000),
      cost: dollars('max-cost', values['max-cost'], 0.25),
      wallMs: wallMs(values),
    },
  });
  const { steps } = config.limits;
  return withScaffold(config, values['max-steps'] === undefined ? undefined : steps);
}

function wallMs({ 'max-minutes': minutes, 'max-seconds': seconds }: Values): number {
  if (seconds === undefined) return integer('max-minutes', minutes, 30, 1, 10_000) * 60_000;
  if (minutes !== undefined) throw new BadInput('Give --max-minutes or --max-seconds, not both.');
  return integer('max-seconds', seconds, 1800, 1, 600_000) * 1000;
}

function scaffoldOf({ scaffold, samples }: Values): Choice | undefined {
  if (scaffold === undefined && samples === undefined) return undefined;
  const chosen = choice(scaffold ?? 'guided', '--scaffold');
  if (samples === undefined) return chosen;
  if (chosen.id !== 'guided') throw new BadInput('--samples belongs to --scaffold guided.');
  return { ...chosen, options: { ...chosen.options, samples: integer('samples', samples, 4, 1, 64) } };
}

function reads(text: string | undefined): Config['context']['expert'] | undefined {
  if (text === undefined) return undefined;
  if (text === 'all') return { last: 0, unit: 'all' };
  const [, last, unit] = /^(\d{1,4}):(messages|turns)$/.exec(text) ?? [];
  if (!unit) throw new BadInput(`--context must be like 5:messages, 3:turns or all, not "${text}".`);
  return { last: Number(last), unit: unit as 'messages' | 'turns' };
}

function share(name: string, value: string | undefined, fallback: number): number {
  const number = value === undefined ? fallback : Number(value);
  if (value === '' || !(number >= 0 && number <= 1))
    throw new BadInput(`--${name} must be a number from 0 to 1, not "${value}".`);
  return number;
}

/** What a terminal lends: the vault with keys from the environment, the person at the keyboard. */
export const deps: RunDeps = {
  vault: terminalVault(),
  answer: askInTerminal,
};

async function askInTerminal(role: Role, messages: Message[], signal?: AbortSignal): Promise<string> {
  if (!process.stdin.isTTY)
    throw new Error('The person at the keyboard is needed, but this is no terminal; choose another model.');
  process.stderr.write(
    `\n--- you are the ${role === 'expert' ? 'expert' : 'protégé'} ---\n${messages.at(-1)?.content ?? ''}\n(your reply; an empty line ends it)\n`,
  );
  const input = readline.createInterface({
    input: process.stdin,
    output: process.stderr,
    ...(signal ? { signal } : {}),
  });
  const lines: string[] = [];
  for await (const line of input) {
    if (line === '' && lines.length > 0) break;
    lines.push(line);
  }
  input.close();
  return lines.join('\n');
}

/** One episode with its verdict. A choice that cannot be loaded is BadInput. */
export async function playEpisode(
  task: Task,
  config: Config,
  on: (event: AgentEvent) => void = () => {},
  signal?: AbortSignal,
  sandbox?: RunDeps['sandbox'],
  weigh = false,
  resume?: Trajectory,
): Promise<{ trajectory: Trajectory; outcome: BenchOutcome }> {
  const started = performance.now();
  let began = false;
  try {
    const trajectory = await drain(
      run(
        task,
        config,
        { ...deps, weigh, ...(sandbox ? { sandbox } : {}) },
        { ...(signal ? { signal } : {}), ...(resume ? { resume } : {}) },
      ),
      (event) => {
        began = true;
        on(event);
      },
    );
    return { trajectory, outcome: benchOutcome(trajectory, performance.now() - started) };
  } catch (error) {
    if (began) throw error;
    throw new BadInput((error as Error).message);
  }
}
