/** The canary in a worker of the sandbox's frame, and in one that it starts itself, as the shell starts its commands'. */
import { confined } from '../src/lib/canary';

interface Start {
  port: MessagePort;
  /** This script once more, for the worker below; '' there. */
  exec: string;
}

function below(exec: string): Promise<boolean[]> {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(URL.createObjectURL(new Blob([exec], { type: 'text/javascript' })));
  worker.postMessage({ port: port2, exec: '' }, [port2]);
  return new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data as boolean[])));
}

self.onmessage = async ({ data: { port, exec } }: MessageEvent<Start>) =>
  port.postMessage((await Promise.all([confined(), exec === '' ? [] : below(exec)])).flat());
