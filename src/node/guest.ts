/** Values that belong to guest code: nothing is known about them, by nature. The one `any` of the runtime. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Guest = any;
export type GuestFunction = (this: Guest, ...args: Guest[]) => Guest;
