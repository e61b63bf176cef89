/** Hears of every GPU device that this thread loses without having asked for it. */

interface Lost {
  reason: string;
  message: string;
}
interface Device {
  lost: Promise<Lost>;
}
interface AdapterClass {
  prototype: { requestDevice(descriptor?: unknown): Promise<Device> };
}

/** `destroyed` is our own doing; anything else is a crash, a driver reset or memory that ran out. */
export function watchDevices(onLost: (message: string) => void): void {
  const adapter = (globalThis as { GPUAdapter?: AdapterClass }).GPUAdapter;
  if (!adapter) return;
  const request = adapter.prototype.requestDevice;
  adapter.prototype.requestDevice = async function (descriptor) {
    const device = await request.call(this, descriptor);
    void device.lost.then(({ reason, message }) => {
      if (reason !== 'destroyed') onLost(message || 'The GPU device was lost.');
    });
    return device;
  };
}
