/** What a WebGPU adapter tells of itself, in words. */

export interface AdapterInfo {
  vendor?: string;
  architecture?: string;
  description?: string;
  isFallbackAdapter?: boolean;
}

export const adapterName = ({ vendor, architecture, description }: AdapterInfo): string =>
  [vendor, architecture, description].filter(Boolean).join(' ') || 'a graphics card without a name';

/** It computes on the processor. */
export const isEmulated = (info: AdapterInfo): boolean =>
  info.isFallbackAdapter === true || /swiftshader|llvmpipe|basic render/i.test(adapterName(info));
