import type { Gate } from '../types';

export const create = (): Gate => () => ({ score: 0, reason: 'This gate never opens.' });
