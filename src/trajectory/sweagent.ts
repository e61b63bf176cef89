/** SWE-agent's `.traj`: `trajectory` is a list of turns, `history` the chat, `info` how it ended. */
import type { Action, Exit, Trajectory } from '../types';
import { foreign, contentText, unseen } from './others';
import { isObject, type Json } from '../lib/json';

const EXITS: Record<string, Exit> = {
  submitted: 'submitted',
  exit_cost: 'cost_limit',
  exit_context: 'token_limit',
  exit_format: 'format',
  early_exit: 'gave_up',
  exit_command: 'gave_up',
  exit_forfeit: 'gave_up',
  exit_total_execution_time: 'time_limit',
  exit_command_timeout: 'time_limit',
};

export const isSweAgent = (value: Json): boolean =>
  Array.isArray(value.trajectory) && isObject(value.info) && value.trajectory.every((turn) => isObject(turn));

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function actionOf(command: string): Action {
  if (command === '') return { kind: 'invalid', reason: 'No command in this reply.' };
  return /^submit\b/.test(command) ? { kind: 'submit' } : { kind: 'run', command };
}

/** Tokens and cost are told for the whole episode only, so no turn has them. A submission at a limit is that limit. */
export function fromSweAgent(value: Json): Trajectory {
  const info = value.info as Json;
  const history = (Array.isArray(value.history) ? value.history : []).filter(isObject);
  const first = (role: string) => history.find((message) => message.role === role && message.is_demo !== true);
  const steps = (value.trajectory as Json[]).map((turn) => {
    const command = text(turn.action).trim();
    const seconds = Number(turn.execution_time);
    const step = unseen({
      text: text(turn.response) || [text(turn.thought), command].filter(Boolean).join('\n\n'),
      by: 'protege',
      action: actionOf(command),
      tokensIn: 0,
      tokensOut: 0,
      cost: null,
      ms: 0,
    });
    return {
      ...step,
      observation: { text: contentText(turn.observation), ms: seconds > 0 ? Math.round(seconds * 1000) : 0 },
    };
  });
  const status = text(info.exit_status);
  const limit = /^submitted \((\w+)\)$/.exec(status)?.[1];
  const task = text(value.instance_id) || text(value.environment) || 'unknown';
  const model = /(?:^|[\s"'{,])(?:model_)?name"?\s*[:=]\s*\\?"([^"\\]+)/.exec(text(value.replay_config))?.[1];
  return foreign({
    id: `swe-agent-${task}`,
    task,
    seconds: 0,
    system: contentText(first('system')?.content),
    problem: contentText(first('user')?.content),
    model: model ?? 'unknown',
    sandbox: 'unknown',
    steps,
    status: limit ?? status,
    exits: EXITS,
    patch: text(info.submission),
  });
}
