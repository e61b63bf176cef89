/**
 * The house on one page: the nouns and the three ports (Model, Gate, Sandbox).
 * Facts are stored, judgements are derived (escalated?, reward, patch, resolved-at-another-threshold).
 */

// ---- slow things ---------------------------------------------------------------------------------------------

/** Everything slow: yields progress, returns its result. Compose with `yield*`; read with lib/stream. */
export type Stream<Event, Result> = AsyncGenerator<Event, Result, void>;

/** Where a failure happened; marked once, by lib/stream `blame`. */
export type Boundary = 'model' | 'gate' | 'sandbox' | 'task';

// ---- tasks ---------------------------------------------------------------------------------------------------

/** Repo-relative POSIX path -> text, or bytes for a binary file. */
export type Files = Record<string, string | Uint8Array>;

/** What changed: path -> new content, or null when the file was deleted. */
export type Changes = Record<string, string | Uint8Array | null>;

export type Framework = 'node:test' | 'mocha' | 'jest' | 'vitest' | 'tape' | 'tap' | 'uvu' | 'ava' | 'flat-tap'; // plain asserts: the test file itself writes `ok N - name` lines

/** How a task's tests run: a shell command, or framework + files. `loader` other than 'none' transpiles ESM/TS. */
export type RunSpec =
  string | { framework: Framework; files: string[]; loader?: string; timeoutMs?: number; tz?: string; ui?: string };

/** One repo + problem + tests (SWE-bench: an instance). The JSON task file has exactly these keys. */
export interface Task {
  id: string;
  source: string;
  licence: string;
  language: 'javascript' | 'typescript';
  /** The problem statement the protégé reads. Never names the line or the fix. */
  problem: string;
  files: Record<string, string>;
  /** Visible tests; restored before the verdict. */
  tests: Record<string, string>;
  /** Mounted only for the verdict. */
  hiddenTests?: Record<string, string>;
  run: RunSpec;
  /** Full test names (framework path joined by one space) that fail on the base and must pass. */
  failToPass: string[];
  passToPass: string[];
  /** Unified diff, base -> fixed. Only the oracle expert and data generation may look at it. */
  goldPatch?: string;
  repo?: string;
  title?: string;
  kind?: string;
  difficulty?: 'easy' | 'medium' | 'hard';
  split?: 'train' | 'dev' | 'test' | 'real';
  /** Binary files that tests read: path -> base64. Never shown, never edited. */
  assets?: Record<string, string>;
  /** Where an imported repository came from (import/origin); patches are made for its root. */
  origin?: Record<string, string | number>;
}

// ---- sandbox -------------------------------------------------------------------------------------------------

/** Of a test that failed. */
export type TestError = Record<'message', string> & Partial<Record<'stack' | 'expected' | 'actual', string>>;

export interface TestResult {
  /** Framework path (suite … test) joined by one space. */
  name: string;
  file: string;
  status: 'pass' | 'fail' | 'skip' | 'todo';
  ms: number;
  /** `detail`: its first assertion that failed, where the runner's own result says less. */
  error?: TestError & { detail?: Partial<TestError> };
}

/** Structured results of the test runners a command started; from the runner's own port, never from printed text. */
export interface TestReport {
  tests: TestResult[];
  /** Every started runner reached its own end (its `done` sentinel arrived). */
  complete: boolean;
  /** In verdict mode: what the code under test tampered with (empty = intact). */
  tampered: string[];
}

export interface Output {
  fd: 1 | 2;
  text: string;
}

export interface ExecOptions {
  /** Abort kills the command; the stream then throws the abort reason. */
  signal?: AbortSignal;
  /** Deadline; past it the command is killed and ends with exit code 124. Default 60,000. */
  timeoutMs?: number;
  /** Repo-relative working directory, default '.' */
  cwd?: string;
  env?: Record<string, string>;
  stdin?: string;
  /** Verdict mode: frozen built-ins, a harness out of reach and a canary that must fail; see src/node/verdict. */
  verdict?: boolean;
  /** Verdict mode: whose files are whose; absent = what looks like a test is one. */
  custody?: Custody;
}

/** Who may do what while a submission is judged. Repo-relative paths. */
export interface Custody {
  /** Tests and what belongs to them: they alone get the test library, register tests and report. */
  trusted: string[];
  /** Others that load a test library or a helper of the tests on the base, and may go on doing so. */
  allowed: string[];
  /** What changed ones of these loaded before, as they wrote it: nothing else of the kind, and no library that runs tests. */
  loaded?: Record<string, string[]>;
  /** What the submission changed or added: a try of theirs is named in the verdict. */
  changed: string[];
  /** What tests compare with and load besides: a write to one while they run is named, `changed PATH while the tests ran`. */
  data?: string[];
  /** Built-ins are not frozen: the repository changes these members itself (`Array.prototype.join`); `*` = any. */
  open?: string[];
}

export interface ExecResult {
  exitCode: number;
  /** stdout and stderr interleaved as they came, capped at 1 MB with a marker. */
  output: string;
  stdout: string;
  stderr: string;
  ms: number;
  timedOut: boolean;
  /** Bytes dropped by the output cap. */
  dropped: number;
  /** What the command changed in the files (already merged into files()). */
  changes: Changes;
  /** Present when the command ran at least one test runner. */
  tests?: TestReport;
}

/**
 * Files + exec. The caller owns the files: a sandbox is a mirror that may die and be rebuilt.
 * - `reset` leaves exactly those files, whatever happened before. It throws on paths outside the root.
 * - `exec` never throws for a failing command (exit code) or a timeout (124); it throws on abort and when the
 *   sandbox itself is lost. After a throw the sandbox is usable again, with the files from before the command.
 * - One command at a time; a second exec waits.
 * - `read` returns undefined for a missing file. `write` with null deletes.
 */
export interface Sandbox {
  reset(files: Files): Promise<void>;
  read(path: string): Promise<string | Uint8Array | undefined>;
  write(path: string, content: string | Uint8Array | null): Promise<void>;
  files(): Promise<Files>;
  exec(command: string, options?: ExecOptions): Stream<Output, ExecResult>;
  close(): Promise<void>;
}

// ---- models --------------------------------------------------------------------------------------------------

export type Role = 'protege' | 'expert';

/** Who spoke a generation: the harness takes the steps that need no model, and they cost no tokens. */
export type Speaker = Role | 'harness';

export interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string;
  guidance?: true; // carries <expert_llm_guidance>: never trimmed or elided
}

export interface GenerateOptions {
  signal?: AbortSignal;
  seed?: number;
  maxTokens?: number;
  temperature?: number;
  /** The reply ends before the first of these; they are not part of its text. */
  stop?: string[];
  /** What the reply begins with: put into the model's mouth, not part of `Completion.text`. */
  prefill?: string;
  /** Whether engines on this machine hold the reply to the action grammar: from its first token (their default), after a
   * free thought, or not at all. Others ignore it. */
  grammar?: 'action' | 'late' | 'off';
  /** When it fires, the reply is long enough: the model stops writing and returns what it has, with its true counts. One
   * that does not know this option is left by its reader. */
  enough?: AbortSignal;
  as?: 'judge'; // a hidden call about the episode: counted and capped apart, not put to the person one by one
}

export interface Completion {
  text: string;
  tokensIn: number;
  tokensOut: number;
  /** US dollars; 0 = free (local), null = unknown (never shown as 0). */
  cost: number | null;
  ms: number;
  /** Natural-log probability of each sampled token, when the engine gives them. */
  logprobs?: number[];
  finish?: 'stop' | 'length' | 'abort';
  /** The model that answered, as the provider names it. */
  model?: string;
  /** What went out instead, when the person at the keyboard changed it first. */
  sent?: Message[];
  /** What an engine on this machine did for it. */
  local?: LocalUsage;
}

export interface LocalUsage {
  prefilled: number; // prompt tokens computed anew; the rest of `tokensIn` came from the KV cache
  prefillPerSecond: number;
  decodePerSecond: number;
  elided: number; // older observations left out so that the prompt fits; see engines/context
  context: number; // tokens of the context window
}

/**
 * Anything that completes messages; protégé and expert are roles, both are a Model.
 * `generate` yields text deltas whose concatenation is `completion.text`; it throws on failure and on abort.
 */
export interface Model {
  generate(messages: Message[], options?: GenerateOptions): Stream<string, Completion>;
  /** Fill-in-the-middle: what stands between two pieces of text. Absent where the model was not made for it. */
  fill?(gap: Gap, options?: GenerateOptions): Stream<string, Completion>;
  /** Natural-log probability of each token of each text, were it to stand in the gap; one prefill a text. */
  score?(gap: Gap, texts: string[], signal?: AbortSignal): Promise<number[][]>;
  /** Where it would write something else: each token of a text in the gap, and what it finds likely in its place. One prefill. */
  doubts?(gap: Gap, text: string, signal?: AbortSignal): Promise<Doubts>;
  /** What it is able to do beside that; absent = nothing is known. */
  able?: Able;
  /** After a failure: true once the model is back and the same reply can be asked for again (a lost GPU, reloaded). */
  recover?(error: unknown, signal?: AbortSignal): Promise<boolean>;
  close?(): void | Promise<void>;
}

/** A hole in a text. */
export interface Gap {
  before: string;
  after: string;
}

/** What a text was read at: prompt tokens computed anew, milliseconds. */
export interface Doubts {
  tokens: Doubt[];
  prefilled: number;
  ms: number;
}

/** One token of a text, [at, end) in it, and the likeliest others in its place; natural-log probabilities. */
export interface Doubt {
  at: number;
  end: number;
  logprob: number;
  others: { text: string; logprob: number }[];
}

export interface Able {
  /** Calls that are worth running side by side (samples over one shared prompt); 1 = one after the other. */
  parallel: number;
  /** Tokens of context window. */
  context: number;
  /** Where it computes, in words. */
  device: string;
  /** Billions of weights, where known: small ones get the guided scaffold by default. */
  size?: number;
}

// ---- episode -------------------------------------------------------------------------------------------------

/** Closed union, on purpose: see agent/parse and agent/execute. */
export type Action =
  | { kind: 'run'; command: string }
  | { kind: 'view'; path: string; from?: number; to?: number } // 1-based lines, inclusive
  | { kind: 'edit'; path: string; find: string; replace: string }
  | { kind: 'ask'; question: string }
  | { kind: 'submit' }
  | { kind: 'invalid'; reason: string };

export interface Generation extends Completion {
  by: Speaker;
  /** Parsed from text; null for an expert that only advises. */
  action: Action | null;
  /** What the model read, word for word, where the record alone does not tell it (the guided scaffold's calls). */
  prompt?: string;
  /** Which move of the guided scaffold this was. */
  move?: Move;
}

/** One try of the guided scaffold: what was to be written anew. Lines as in `Place`. */
export interface Move extends Span {
  kind: 'fill' | 'vary' | 'mutate' | 'mend' | 'part' | 'insert' | 'rewrite' | 'repair' | 'compose';
  /** The how-manieth of its kind at this place, from 0. */
  sample: number;
  /** Steps (indices) whose changes it builds on. */
  of?: number[];
}

/** Whole lines of a file, 1-based and inclusive; `to` = `from` - 1: the gap before line `from`. */
export interface Span {
  path: string;
  from: number;
  to: number;
}

/** Where the fault may be. */
export interface Place extends Span {
  /** Greater = more suspicious; comparable within one ranking only. */
  score: number;
  /** Why, in few plain words each. */
  why: string[];
}

export interface Reading {
  /** 0..1; the caller's threshold decides. */
  score: number;
  /** Plain words. */
  reason: string;
  /** What to ask, when the gate opened and the protégé did not ask itself. */
  question?: string;
  /** Why the gate stays closed although the score is high enough, say soon after advice; absent = it does not. */
  held?: string;
  bar?: number; // what the score has to reach at this step, where that is not the caller's threshold
  /** A judge's word: help it now, or let it go on; absent = none was given. */
  verdict?: 'help' | 'wait';
  /** What a gate that asks a model spent on this reading. */
  spent?: Pick<Completion, 'tokensIn' | 'tokensOut' | 'cost' | 'ms'>;
}

export interface Observation {
  /** What the model reads (already trimmed). */
  text: string;
  ms: number;
  exitCode?: number;
  timedOut?: boolean;
  /** Structured test results of this step's command, if it ran tests. */
  tests?: TestReport;
  /** Where the fault may be, most suspicious first: a step of the harness that looked for it. */
  places?: Place[];
  /** False: the change was tried and taken back within the step. */
  kept?: boolean;
  /** What a tried change made of the files, as a key: equal keys, equal changes. */
  change?: string;
  /** Why a written change was not even tried. */
  refused?: 'unchanged' | 'repeated' | 'syntax' | 'empty';
  /** The action did not do what it meant to (miss, invalid, refused ask, non-zero exit). */
  failed?: boolean;
}

/**
 * One decide + execute. generations[0] is the protégé's proposal; the last protégé (or, in act mode, expert) one
 * was executed: [p] alone · [p,e] ask or act · [p,e,p] advised. More than one = an escalation.
 */
export interface Step {
  generations: Generation[];
  reading: Reading | null;
  observation: Observation;
  /** Files this step changed. Folding changes over task.files gives the workspace after any step. */
  changes: Changes;
}

/** A registry entry's id and its plain JSON options (never a key). */
export interface Choice {
  id: string;
  options?: Record<string, unknown>;
}

export interface Limits {
  steps: number; // default 75
  wallMs: number;
  expertCalls: number; // default 6; past it an observation says so and the episode goes on
  tokens: number;
  cost: number; // US dollars
}

export interface Prompts {
  protege: string;
  expert: string;
}

/** Everything that decides an episode, recorded with it. Plain JSON, no secrets. */
export interface Config {
  protege: Choice;
  expert: Choice | null;
  gate: Choice;
  sandbox: Choice;
  scaffold?: Choice; // absent = free
  /** How a language model writes its actions, and with it the free loop made for such models (agent/form); absent = the
   * loop of protégés that are none. Options: `grammar`, `observationTokens`. */
  dialect?: Choice;
  threshold: number;
  mode: 'advise' | 'act';
  judge?: boolean; // after the end the expert judges its own calls; see trajectory/judge
  limits: Limits;
  context: { expert: { last: number; unit: 'messages' | 'turns' | 'all' }; observationChars: number };
  commandTimeoutMs: number;
  seed: number;
  prompts: Prompts;
}

/** The task as the policy may see it: no hidden tests, no gold patch, no test-name answer key. */
export type PublicTask = Pick<Task, 'id' | 'problem' | 'language' | 'run' | 'title'> & { paths: string[] };

export interface State {
  task: PublicTask;
  config: Config;
  steps: Step[];
}

/** (state, proposal) -> score + reason. Pure given both (seed inside); never throws on an odd proposal. */
export type Gate = (state: State, proposal: Generation) => Reading | Promise<Reading>;

export type Exit =
  'submitted' | 'gave_up' | 'step_limit' | 'time_limit' | 'token_limit' | 'cost_limit' | 'format' | 'aborted' | 'error';

/** The verdict in a fresh sandbox; see tasks/grade. */
export interface Report {
  resolved: boolean;
  failToPass: Record<string, boolean>;
  passToPass: Record<string, boolean>;
  /** Why it does not count, in plain words (empty when resolved). */
  reasons: string[];
  /** Signs of cheating: edited tests, tampered harness, missing sentinel … */
  tampered: string[];
  /** The repository changes built-ins itself: judged without the freeze, so with less certainty. */
  open?: boolean;
  /** Mutants of the patched lines that were tried until the expected tests noticed one; see tasks/weak. */
  weak?: { tried: number; noticed: boolean };
  /** Where the patch and the reference differ on inputs made from the tests’ own calls. */
  differs?: string[];
  ms: number;
}

/** The record of one episode: a fold of its events. */
export interface Trajectory {
  format: 'protege-1';
  id: string;
  task: string;
  startedAt: string; // ISO 8601
  public: PublicTask;
  config: Config;
  steps: Step[];
  exit: Exit | null; // null while it runs
  error?: { boundary: Boundary; message: string };
  patch?: string; // unified diff of what is handed in against task.files
  handed?: number; // the work after so many steps is handed in, where all later ones were worse; absent = after the last
  report?: Report;
  /** What a judge said of the expert calls, after the end; never part of a prompt. */
  judgements?: Judgement[];
  branch?: { of: string; at: number }; // its first `at` steps are those of the episode `of`
}

/** A judge's word on the expert call of one step (paper 4.2); null where it gave none that could be read. */
export interface Judgement extends Pick<Completion, 'tokensIn' | 'tokensOut' | 'cost' | 'ms' | 'model'> {
  step: number;
  warrant: number | null; // was asking justified? 0..1
  follow: number | null; // was it done, and reported back? 0..1
  reason: string;
}

/**
 * In order: start, then per step token* generation reading? (token* generation)* output* step, then end, grade, judge*.
 * A second grade is the first with what became known after it.
 */
export type AgentEvent =
  | { type: 'start'; trajectory: Trajectory }
  | { type: 'token'; by: Speaker; text: string }
  | { type: 'retry'; by: Speaker; message: string } // the model was lost and comes back; its tokens so far do not count
  | { type: 'generation'; generation: Generation }
  | { type: 'reading'; reading: Reading }
  | { type: 'output'; text: string }
  | { type: 'step'; index: number; step: Step }
  | { type: 'end'; exit: Exit; error?: Trajectory['error']; patch: string; handed?: number }
  | { type: 'grade'; report: Report }
  | { type: 'judge'; judgement: Judgement };

// ---- registries ----------------------------------------------------------------------------------------------

export type Need = 'webgpu' | 'isolation' | 'key' | 'network' | 'browser' | 'node' | 'person' | 'gold';

/** A plain setting of an entry; never a key. Shown as a field in the page, written after a colon in the terminal. */
export interface Option {
  key: string;
  label: string;
  type: 'number' | 'text' | 'url' | 'json';
  /** What the page sends where nothing was set; absent = nothing, and the entry has its own default. */
  fallback?: string | number;
  min?: number;
  max?: number;
  step?: number;
  hint?: string;
  /** No field in the page: another room sets it, or the terminal, or a table. */
  hidden?: true;
}

/** A lazy registry line: everything about the entry that is known without loading it. */
export interface Entry<T, Deps = void> {
  label: string;
  /** One plain sentence for the picker: what it is, and what it is not. */
  about: string;
  needs?: Need[];
  /** Every option that `create` reads. */
  options?: readonly Option[];
  /** Not in the page's pickers: for the terminal, recordings and tests. */
  unlisted?: true;
  /** Why it cannot play this task as it is set, and what to do; null = it can. */
  missing?(options: Record<string, unknown>, task: Pick<Task, 'goldPatch'>): string | null;
  load(): Promise<{ create(options: Record<string, unknown>, deps: Deps): T | Promise<T> }>;
}
