/** Hosts the unpacking of archives, so that the page never waits for it. */
import { serve } from '../src/lib/rpc';
import { importArchive } from '../src/import/archive';

serve(self, { importArchive });
