/**
 * The environment's protocol: one JSON object in, one out, whatever carries them. Requests may overlap; an answer bears the
 * `id` of its request. What leaves here is what the policy reads, the verdict's one bit and the reward: no hidden test, no
 * reference patch, no name of a failing test besides those that the policy sees by running them.
 */
import { BadInput } from '../../lib/badinput';
import { expertCalls } from '../../facts/step';
import { newId } from '../../lib/ids';
import type { PolicyReply } from '../../models/port';
import type { RunDeps } from '../../run';
import type { Config, Task, Trajectory } from '../../types';
import type { Lazy } from '../../experiments/library';
import { Playing, type Next } from './playing';
import { rewardRule, scored, type RewardRule, type EnvReward } from './reward';

export interface Served {
  tasks: Lazy[];
  config(seed: number): Config;
  rule: RewardRule;
  deps: RunDeps;
  /** Episodes that may be open at once. */
  most: number;
  /** What happens to a finished episode besides its answer. */
  keep?(trajectory: Trajectory): void;
}

export interface EnvRequest {
  id?: unknown;
  op?: unknown;
  /** reset: a task's id; absent = the next of the split, in the seed's order. */
  task?: unknown;
  seed?: unknown;
  /** reset: other weights than the server's. */
  reward?: unknown;
  episode?: unknown;
  /** step: what the policy wrote, word for word, and what it cost. */
  reply?: unknown;
  tokensIn?: unknown;
  tokensOut?: unknown;
  logprobs?: unknown;
}

/** What a step gives back. */
export interface Stepped extends Partial<EnvReward> {
  episode: string;
  task: string;
  done: boolean;
  /** What the policy reads now; null when it is over. `text`: of a chat, what came since its last reply. */
  observation: (Record<string, unknown> & { kind: 'chat' | 'fill'; text: string }) | null;
  info?: Record<string, unknown>;
}

interface Open {
  playing: Playing;
  rule: RewardRule;
}

export class Environment {
  #open = new Map<string, Open>();
  #turn = 0;

  constructor(private readonly served: Served) {}

  /** Never throws: a fault is an answer with `error`. */
  async handle(request: EnvRequest): Promise<Record<string, unknown>> {
    const id = request?.id === undefined ? {} : { id: request.id };
    try {
      return { ...id, ...(await this.#do(request)) };
    } catch (error) {
      return { ...id, error: (error as Error).message };
    }
  }

  /** Closes every episode. */
  close(): void {
    for (const { playing } of this.#open.values()) playing.close();
    this.#open.clear();
  }

  /** Closes what nobody touched for so long. @param ms milliseconds */
  closeIdle(ms: number): void {
    for (const [id, { playing }] of this.#open)
      if (Date.now() - playing.touched > ms) {
        playing.close();
        this.#open.delete(id);
      }
  }

  async #do(request: EnvRequest): Promise<object> {
    const { op } = request ?? {};
    if (op === 'tasks') return { tasks: this.served.tasks.map(({ name }) => name) };
    if (op === 'reset') return this.#reset(request);
    if (op === 'step') return this.#step(request);
    if (op === 'close') return this.#close(request);
    throw new BadInput('"op" is one of tasks, reset, step, close.');
  }

  async #reset({ task: wanted, seed = 0, reward }: EnvRequest): Promise<Stepped> {
    if (this.#open.size >= this.served.most)
      throw new BadInput(`${this.served.most} episodes are open; close some, or start with a larger --episodes.`);
    if (typeof seed !== 'number' || !Number.isInteger(seed) || seed < 0)
      throw new BadInput('"seed" is a whole number from 0.');
    const task = this.#task(wanted);
    const rule = reward === undefined ? this.served.rule : rewardRule(reward);
    const playing = new Playing(task, this.served.config(seed), this.served.deps);
    const id = newId();
    const open = { playing, rule };
    this.#open.set(id, open);
    return this.#told(id, open, await playing.next());
  }

  #task(wanted: unknown): Task {
    const { tasks } = this.served;
    const found =
      wanted === undefined || wanted === null
        ? tasks[this.#turn++ % tasks.length]
        : tasks.find(({ name }) => name === wanted);
    if (!found) throw new BadInput(`There is no task ${JSON.stringify(wanted)} here; ask for "tasks".`);
    return found.load();
  }

  async #step({ episode, ...given }: EnvRequest): Promise<Stepped> {
    const { id, ...open } = this.#find(episode);
    const reply = replyOf(given);
    if (!open.playing.answer(reply)) throw new BadInput(`Episode ${id} waits for no reply: one is being carried out.`);
    return this.#told(id, open, await open.playing.next());
  }

  #close({ episode }: EnvRequest): { closed: true } {
    const { id, playing } = this.#find(episode);
    playing.close();
    this.#open.delete(id);
    return { closed: true };
  }

  #find(episode: unknown): Open & { id: string } {
    const open = typeof episode === 'string' ? this.#open.get(episode) : undefined;
    if (!open) throw new BadInput(`There is no open episode ${JSON.stringify(episode)}; reset first.`);
    return { ...open, id: episode as string };
  }

  #told(id: string, { playing, rule }: Open, next: Next): Stepped {
    const about = { episode: id, task: playing.task.id };
    if ('turn' in next) {
      const { turn } = next;
      const text = turn.kind === 'fill' ? turn.prompt : (turn.messages.at(-1)?.content ?? '');
      return { ...about, done: false, observation: { ...turn, text } };
    }
    this.#open.delete(id);
    if ('fault' in next) throw new Error(next.fault);
    const { end } = next;
    if (end.exit === 'aborted') throw new Error('The episode was closed before its end.');
    this.served.keep?.(end);
    return { ...about, done: true, observation: null, ...scored(end, rule, playing.task.goldPatch), info: infoOf(end) };
  }
}

function infoOf(trajectory: Trajectory): Record<string, unknown> {
  const { exit, steps, report, error } = trajectory;
  const own = steps.flatMap(({ generations }) => generations.filter(({ by }) => by === 'protege'));
  return {
    resolved: report?.resolved ?? false,
    exit,
    steps: steps.length,
    replies: own.length,
    tokensOut: own.reduce((sum, { tokensOut }) => sum + tokensOut, 0),
    expertCalls: expertCalls(steps),
    ...(error ? { error: `${error.boundary}: ${error.message}` } : {}),
  };
}

function replyOf({ reply, tokensIn, tokensOut, logprobs }: Omit<EnvRequest, 'episode'>): PolicyReply {
  if (typeof reply !== 'string') throw new BadInput('"reply" is the text that the policy wrote.');
  return {
    text: reply,
    ...(typeof tokensIn === 'number' ? { tokensIn } : {}),
    ...(typeof tokensOut === 'number' ? { tokensOut } : {}),
    ...(Array.isArray(logprobs) && logprobs.every((one) => typeof one === 'number') ? { logprobs } : {}),
  };
}
