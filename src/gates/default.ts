import type { Gate } from '../types';
import { create as asked } from './asked';
import { any } from './combine';
import { create as stall } from './stall';

export const create = (): Gate => any(asked(), stall());
