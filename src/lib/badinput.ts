/** Of a command of the terminal: what the person has to change, in one sentence that says what to do. Exit code 2. */
export class BadInput extends Error {
  override name = 'BadInput';
}
