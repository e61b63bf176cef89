/** The canary in the sandbox's realms: a frame of its own, a worker in it as the shell is, and one below as a command is. */
import { fetchOk, openFrame } from './frame';

const PATIENCE_MS = 30_000;

/** True when the frame's policy is in force in all three. @throws one sentence when it cannot be found out */
export async function sandboxConfined(): Promise<boolean> {
  const { control, files: text, close } = await openFrame(fetchOk('sandbox/canary.js').then((file) => file.text()));
  const below = new MessageChannel();
  try {
    const realms = await new Promise<boolean[]>((resolve, reject) => {
      const told: boolean[] = [];
      const hear = (given: unknown) => {
        if (Array.isArray(given)) told.push(...given.map((one) => one === true));
        if (told.length === 3) resolve(told);
      };
      setTimeout(() => reject(new Error('The sandbox did not answer in 30 s. Reload the page.')), PATIENCE_MS);
      control.onmessage = ({ data }: MessageEvent<{ type?: unknown; confined?: unknown } | null>) => {
        if (data?.type === 'canary') hear([data.confined]);
        if (data?.type === 'dead') reject(new Error('The sandbox could not start a worker. Reload the page.'));
      };
      below.port1.onmessage = ({ data }) => hear(data);
      control.postMessage({ type: 'canary' });
      control.postMessage({ type: 'start', shell: text, exec: text }, [below.port2, new MessageChannel().port2]);
    });
    return realms.every(Boolean);
  } finally {
    below.port1.close();
    close();
  }
}
