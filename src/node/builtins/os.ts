/** os: a plausible fixed machine; nothing of the real one shows. */
import type { Guest } from '../guest';
import type { Instance } from '../instance';

export function createOs(instance: Instance): Guest {
  const env = () => instance.builtin('process').env;
  return {
    EOL: '\n',
    devNull: '/dev/null',
    arch: () => 'x64',
    availableParallelism: () => 1,
    cpus: () => [{ model: 'sandbox', speed: 2000, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } }],
    endianness: () => 'LE',
    freemem: () => 1e9,
    totalmem: () => 4e9,
    homedir: () => env().HOME ?? '/home/user',
    hostname: () => 'sandbox',
    loadavg: () => [0, 0, 0],
    machine: () => 'x86_64',
    networkInterfaces: () => ({}),
    platform: () => 'linux',
    release: () => '6.1.0',
    tmpdir: () => (env().TMPDIR ?? '/tmp').replace(/(.)\/$/, '$1'),
    type: () => 'Linux',
    uptime: () => 1000,
    userInfo: () => ({
      username: 'user',
      uid: 1000,
      gid: 1000,
      shell: '/bin/bash',
      homedir: env().HOME ?? '/home/user',
    }),
    version: () => '#1 SMP',
    getPriority: () => 0,
    setPriority() {},
    constants: {
      signals: {
        SIGHUP: 1,
        SIGINT: 2,
        SIGQUIT: 3,
        SIGILL: 4,
        SIGTRAP: 5,
        SIGABRT: 6,
        SIGBUS: 7,
        SIGFPE: 8,
        SIGKILL: 9,
        SIGUSR1: 10,
        SIGSEGV: 11,
        SIGUSR2: 12,
        SIGPIPE: 13,
        SIGALRM: 14,
        SIGTERM: 15,
        SIGCHLD: 17,
        SIGCONT: 18,
        SIGSTOP: 19,
      },
      errno: { ENOENT: 2, EACCES: 13, EEXIST: 17, ENOTDIR: 20, EISDIR: 21, EINVAL: 22, ENOTEMPTY: 39 },
      priority: {
        PRIORITY_LOW: 19,
        PRIORITY_BELOW_NORMAL: 10,
        PRIORITY_NORMAL: 0,
        PRIORITY_ABOVE_NORMAL: -7,
        PRIORITY_HIGH: -14,
        PRIORITY_HIGHEST: -20,
      },
    },
  };
}
