/** How the next token is drawn, the same in every engine on this machine: top-k, top-p, min-p, then the temperature. */
export const SAMPLING = { temperature: 0.2, topK: 40, topP: 0.95, minP: 0.05 } as const;

/** Tokens a reply or a fill may have where the caller does not say. */
export const REPLY = 1024;
export const FILL = 256;
/** Likeliest tokens that are looked at in the place of a given one. */
export const DOUBTS = 12;
