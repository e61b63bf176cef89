/** Hosts the unpacking of archives, so that the page never waits for it. */
import { importArchive } from '../src/import/archive';
import { inBatches } from '../src/import/batches';
import { serve } from '../src/lib/rpc';

serve(self, { importArchive: (bytes: Uint8Array, file: string) => inBatches(importArchive(bytes, file)) });
