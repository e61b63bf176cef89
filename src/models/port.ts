/** What a model gets besides the messages, and what a line of the registry says of it. */
import type { Entry, Message, Model, Role, Task } from '../types';
import type { AskConsent, Vault } from '../vault/protocol';

/** What a model may need besides its plain options; never recorded. */
export interface ModelDeps {
  /** Asks providers; keys and caps are its business. */
  vault?: Pick<Vault, 'prepare' | 'ask'>;
  /** Asks the person before something is sent; absent = sent at once. */
  consent?: AskConsent;
  /** The episode, for the caps per task. */
  run?: string;
  /** Of the episode, for the calls that cost. */
  limits?: { calls: number; tokens: number; cost: number };
  role?: Role;
  /** Asks the person at the keyboard. */
  answer?: (messages: Message[], signal?: AbortSignal) => Promise<string>;
  /** Asks a policy that is being trained elsewhere. */
  outside?: AnswerTurn;
  /** Only for the oracle. */
  goldPatch?: string;
  task?: Pick<Task, 'files'>;
}

/** What the policy reads before one reply, and how it is to write. Plain JSON. */
export type PolicyTurn = {
  /** The reply ends before the first of these. */
  stop: string[];
  maxTokens?: number;
  temperature?: number;
  seed?: number;
} & (
  | { kind: 'chat'; messages: Message[]; /** What the reply begins with; it is not part of it. */ prefill?: string }
  | { kind: 'fill'; /** With the special tokens of the policy's family. */ prompt: string }
);

/** A policy's reply. Counts that are not given are estimated at four characters a token. */
export interface PolicyReply {
  text: string;
  tokensIn?: number;
  tokensOut?: number;
  logprobs?: number[];
}

/** Hands a turn to the policy and waits for its reply; rejects when the episode is over. */
export type AnswerTurn = (turn: PolicyTurn, signal?: AbortSignal) => Promise<PolicyReply>;

export interface ModelEntry extends Entry<Model, ModelDeps> {
  roles: readonly Role[];
  /** The scaffold it gets where none is chosen; absent = the free loop. */
  scaffold?: 'guided' | 'free';
  /** It speaks in actions and nothing else, so only the free loop can use it. */
  actionsOnly?: true;
  /** Its weights are loaded in the Models room, and may be others in each role. */
  loaded?: true;
  /** It sends what it reads to a server: a person is asked, and a judge is agreed to by choosing it. */
  sends?: true;
  /** A room of the page where more of it is set up: what one may ask, and the words of the link there. */
  room?: { path: string; asks: string; words: string };
  /** Of a language model: how the free loop tells it to write actions (agent/dialects), unless the config says otherwise. */
  dialect?: string;
}
