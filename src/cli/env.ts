/** protege env: the repair environment for other trainers, over standard input and output or a loopback port. */
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import readline from 'node:readline';
import { BadInput } from '../lib/badinput';
import { toMini } from '../trajectory/exporters';
import type { Trajectory } from '../types';
import { choice } from './choice';
import { integer, parse, type Command } from './command';
import { rewardRule } from './env/reward';
import { Environment, type EnvRequest } from './env/server';
import { findTasks } from '../experiments/library';
import { configOf, deps, sharedOptions } from './team';

export const command: Command = {
  about: 'the repair environment for other trainers (TRL, verifiers, verl, SkyRL)',
  help: `
usage: protege env [--split train] [options]

One line of JSON in, one out; many episodes at once. Sandbox, scaffold, gate, mentor and verdict are the project's own.

  {"id":1,"op":"tasks"}                                    {"id":1,"tasks":[…]}
  {"id":2,"op":"reset","task":ID,"seed":7}                 {"id":2,"episode":E,"task":ID,"done":false,"observation":{…}}
  {"id":3,"op":"step","episode":E,"reply":TEXT}            … or {…,"done":true,"reward":R,"terms":{…},"info":{…}}
  {"id":4,"op":"close","episode":E}                        {"id":4,"closed":true}

An observation is {"kind":"chat","messages":[…],"text":NEWEST,"stop":[…]} or, for the gaps of the guided scaffold,
{"kind":"fill","prompt":…,"stop":[…],"maxTokens":…}. A step may bring tokensIn, tokensOut, logprobs. A reset may bring
"reward" (as below). A fault is {"id":…,"error":SENTENCE}.

  --split X        train (default), dev, test, a task id, a repository, a folder of task files
  --limit N        the first N tasks
  --mentor X       none (default), oracle, or a model: endpoint:baseURL=…,model=…, gguf:file=…
  --fim FAMILY     guided: the tokens the policy fills gaps with (qwen, starcoder, …); default none: it is asked in a chat
  --reward R       stage1, stage2 (the paper's), or weights, default completion=1,loop=1,follow=0.25,ask=0.3,format=0.5
  --record DIR     keeps every finished episode as .traj.json, for protege export
  --port N         HTTP on this machine alone: POST the same objects as application/json; 0 takes a free port and prints it
  --episodes N     open at once, at most (default 64)
  --idle-minutes N closes an episode that nobody touched for so long (default 60)
  --scaffold, --dialect, --samples, --gate, --mode, --context, --threshold, --max-steps, --max-calls, --max-cost, --sandbox
                   as in repair; --max-minutes counts the policy's time, too (default 600)

Exit code: 0 at the end of the input, 2 bad input.`,
  async run(argv) {
    const { values, positionals } = parse(
      argv,
      `${sharedOptions} split= limit= mentor= fim= reward= record= port= episodes= idle-minutes=` as const,
    );
    if (positionals.length > 0) throw new BadInput('env takes only options; see --help.');
    const { split, limit, mentor, fim, reward, record, port, episodes, 'idle-minutes': idle, ...team } = values;
    if (team.scaffold !== undefined && choice(team.scaffold, '--scaffold').options?.ranking === 'gold')
      throw new BadInput('The reference’s place is none that a policy may be trained on; use another ranking.');
    const protege = `outside:fim=${fim ?? 'none'}`;
    const settings = { 'max-minutes': '600', ...team, protege, ...(mentor ? { expert: mentor } : {}) };
    configOf({ ...settings }); // complains now rather than at the first reset
    const tasks = findTasks(split ?? 'train').slice(0, integer('limit', limit, 1e9, 1, 1e9));
    const environment = new Environment({
      tasks,
      config: (seed) => configOf({ ...settings, seed: String(seed) }),
      rule: rewardRule(reward),
      deps,
      most: integer('episodes', episodes, 64, 1, 100_000),
      ...(record === undefined ? {} : { keep: keeper(path.resolve(record)) }),
    });
    const minutes = integer('idle-minutes', idle, 60, 1, 1e6);
    const sweep = setInterval(() => environment.closeIdle(minutes * 60_000), 60_000);
    try {
      const served =
        port === undefined ? overStdio(environment) : overHttp(environment, integer('port', port, 0, 0, 65_535));
      await served;
    } finally {
      clearInterval(sweep);
      environment.close();
    }
    return 0;
  },
};

function keeper(dir: string): (trajectory: Trajectory) => void {
  fs.mkdirSync(dir, { recursive: true });
  return (trajectory) => {
    const name = `${trajectory.task}-${trajectory.id}`.replace(/[^\w.-]+/g, '_');
    fs.writeFileSync(path.join(dir, `${name}.traj.json`), `${JSON.stringify(toMini(trajectory))}\n`);
  };
}

/** Resolves when the input ends and every request before that was answered. */
async function overStdio(environment: Environment): Promise<void> {
  const pending = new Set<Promise<void>>();
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue;
    const work = answered(environment, line).then((answer) => void process.stdout.write(`${answer}\n`));
    pending.add(work);
    void work.finally(() => pending.delete(work));
  }
  environment.close();
  await Promise.all(pending);
}

async function answered(environment: Environment, text: string): Promise<string> {
  let request: EnvRequest;
  try {
    request = JSON.parse(text) as EnvRequest;
  } catch {
    return JSON.stringify({ error: 'That was no line of JSON.' });
  }
  return JSON.stringify(await environment.handle(request));
}

const LONGEST = 16 * 2 ** 20;

/** Loopback alone. A page in a browser cannot ask: other names for this machine and other content types are refused. */
async function overHttp(environment: Environment, port: number): Promise<void> {
  const server = http.createServer((request, response) => {
    const send = (status: number, text: string) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    const json = /^application\/json\b/.test(request.headers['content-type'] ?? '');
    if (
      !['127.0.0.1', 'localhost', '[::1]'].includes(host) ||
      request.headers.origin !== undefined ||
      !json ||
      request.method !== 'POST'
    )
      return send(403, JSON.stringify({ error: 'POST application/json to this machine’s own address.' }));
    const blocks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (block: Buffer) => {
      bytes += block.length;
      if (bytes > LONGEST) request.destroy();
      else blocks.push(block);
    });
    request.on(
      'end',
      () => void answered(environment, Buffer.concat(blocks).toString()).then((text) => send(200, text)),
    );
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve)).catch(
    (error: Error) => {
      throw new BadInput(`Port ${port} cannot be used: ${error.message}.`);
    },
  );
  const address = server.address();
  process.stdout.write(
    `${JSON.stringify({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}` })}\n`,
  );
  await new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve());
    process.stdin.on('end', resolve).resume(); // whoever started it is gone
  });
  server.close();
  server.closeAllConnections();
}
