/** Hosts the vault: keys, money book and the providers' formats. Started as a blob, so that the page's policy holds here. */
import { serve } from '../src/lib/rpc';
import { surroundings } from '../src/vault/browser';
import { later } from '../src/vault/later';
import { createVault } from '../src/vault/vault';

serve(self, later(surroundings().then(createVault)));
