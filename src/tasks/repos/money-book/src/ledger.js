import { Money, total } from './money.js';

export class Ledger {
  #accounts = new Map();
  #entries = [];

  open(account, currency) {
    if (this.#accounts.has(account)) throw new Error(`account ${account} is open already`);
    this.#accounts.set(account, currency);
    return this;
  }

  /** `lines` is a list of [account, amount text or Money]; they must add up to 0. */
  post({ date, text = '', lines }) {
    const read = lines.map(([account, amount]) => this.#readLine(account, amount));
    if (read.length < 2) throw new RangeError('an entry needs at least 2 lines');
    const balance = total(read.map((line) => line.amount), read[0].amount.currency);
    if (!balance.isZero) throw new RangeError(`entry is off by ${balance}`);
    const entry = { number: this.#entries.length + 1, date, text, lines: read };
    this.#entries.push(entry);
    return entry.number;
  }

  #readLine(account, amount) {
    const currency = this.#currencyOf(account);
    const money = amount instanceof Money ? amount : Money.parse(amount);
    if (money.currency !== currency) throw new TypeError(`${account} is kept in ${currency}, not ${money.currency}`);
    return { account, amount: money };
  }

  #currencyOf(account) {
    const currency = this.#accounts.get(account);
    if (!currency) throw new Error(`no account ${account}`);
    return currency;
  }

  #linesOf(account, until = '9999-12-31') {
    return this.#entries
      .filter((entry) => entry.date <= until)
      .sort((a, b) => (a.date === b.date ? a.number - b.number : a.date < b.date ? -1 : 1))
      .flatMap((entry) =>
        entry.lines
          .filter((line) => line.account === account)
          .map(({ amount }) => ({ date: entry.date, text: entry.text, amount })),
      );
  }

  balance(account, { until } = {}) {
    const currency = this.#currencyOf(account);
    return total(this.#linesOf(account, until).map((line) => line.amount), currency);
  }

  statement(account) {
    let balance = Money.of(0, this.#currencyOf(account));
    return this.#linesOf(account).map((line) => {
      balance = balance.plus(line.amount);
      return { ...line, amount: String(line.amount), balance: String(balance) };
    });
  }

  reverse(number, date) {
    const entry = this.#entries[number - 1];
    if (!entry) throw new Error(`no entry ${number}`);
    return this.post({
      date,
      text: `reversal of ${number}`,
      lines: entry.lines.map(({ account, amount }) => [account, amount.negate()]),
    });
  }

  /** Balances of all accounts that are not 0. */
  trial() {
    const rows = [...this.#accounts.keys()].sort().map((account) => [account, this.balance(account)]);
    return Object.fromEntries(rows.filter(([, money]) => !money.isZero).map(([account, money]) => [account, String(money)]));
  }
}
