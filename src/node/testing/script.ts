/** The command line's test options, and scripts that use node:test without `--test`. */
import type { NodeCommand } from '../cli';
import type { Instance } from '../instance';
import type { FromWorker } from '../protocol';
import { Harness, type HarnessOptions } from './harness';
import { isBad } from './node';
import { reporters } from './reporters';

export function optionsOf(
  command: NodeCommand,
  instance: Instance,
  file: string,
  send: (message: FromWorker) => void,
): HarnessOptions {
  const patterns = (name: string) => {
    const value = command.options[name];
    if (typeof value !== 'string') return [];
    const slashed = /^\/(.*)\/([a-z]*)$/.exec(value);
    return [slashed ? new RegExp(slashed[1]!, slashed[2]) : new RegExp(value)];
  };
  const name = command.options['--test-reporter'];
  const make = reporters[typeof name === 'string' ? name : 'spec'] ?? reporters.spec!;
  return {
    namePatterns: patterns('--test-name-pattern'),
    skipPatterns: patterns('--test-skip-pattern'),
    only: command.options['--test-only'] !== undefined,
    reporter: make((text) => instance.write(1, text), instance.loader),
    file,
    send,
  };
}

/** Scripts that use node:test without `--test`: the tests run as they are registered, the summary comes at the end. */
export function reportOwnTests(instance: Instance, command: NodeCommand, send: (message: FromWorker) => void): void {
  instance.makeHarness = () => {
    const { process } = { process: instance.builtin('process') };
    const path = instance.builtin('path');
    const script: string = instance.script ?? '[eval]';
    const harness = new Harness(
      instance,
      optionsOf(command, instance, path.relative(instance.cwd, script) || script, send),
    );
    const finish = async (): Promise<void> => {
      await instance.whenIdle();
      const counts = await harness.end();
      if (instance.exited !== undefined) return;
      harness.options.reporter.end(harness.root, counts);
      if (counts.fail + counts.cancelled > 0 || isBad(harness.root) || harness.root.children.some(isBad))
        process.exitCode = 1;
      send({ type: 'runner-done', framework: 'node:test', files: 1 });
      instance.loop.check();
    };
    void finish();
    return harness;
  };
}
