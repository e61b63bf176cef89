// Small programs over popular packages. Each prints what it found, the same in every run and place.
const say =
  'const say = (...all) => console.log(...all.map((one) => (typeof one === "string" ? one : JSON.stringify(one))));\n';
/** @typedef {{ text: string; needs?: string[]; module?: boolean; own?: Record<string, string> }} Program */
/** @returns {Program} */
const cjs = (text, more = {}) => ({ text: say + text, ...more });
/** @returns {Program} */
const esm = (text, more = {}) => ({ text: text.replace(/^((?:import .*\n)*)/, `$1${say}`), module: true, ...more });
const late = (body) =>
  `(async () => {\n${body}\n})().catch((error) => { console.error(error); process.exitCode = 1; });`;

/** Name -> {text, needs?: packages, module?: an ES module, own?: more files of the repository}. */
export const programs = {
  lodash: cjs(
    `const _ = require('lodash'); say(_.chunk([1, 2, 3], 2), _.merge({ a: { b: 1 } }, { a: { c: 2 } }), _.template('<%= x %>!')({ x: 3 }), _.debounce.name, _.camelCase('a b-c'));`,
  ),
  zod: cjs(
    `const { z } = require('zod'); const s = z.object({ a: z.number().min(1), b: z.string().optional() }); say(s.parse({ a: 2 }), s.safeParse({ a: 0 }).success, s.safeParse({ a: 'x' }).error.issues.length);`,
  ),
  rxjs: cjs(
    `const { of, interval, firstValueFrom } = require('rxjs'); const { map, take, toArray } = require('rxjs/operators'); of(1, 2).pipe(map((x) => x * 2), toArray()).subscribe((x) => say(x)); firstValueFrom(interval(2).pipe(take(3), toArray())).then((x) => say(x));`,
  ),
  vue: cjs(
    `const { createSSRApp, h, ref, computed } = require('vue'); const { renderToString } = require('vue/server-renderer'); const n = ref(1); const d = computed(() => n.value * 2); n.value = 4; say(d.value); renderToString(createSSRApp({ data: () => ({ a: 1 }), template: '<p :id="a">{{ a + 1 }}</p>' })).then((x) => say(x));`,
  ),
  react: cjs(
    `const React = require('react'); const { renderToStaticMarkup } = require('react-dom/server'); const C = ({ n }) => React.createElement('b', { className: 'x' }, n + React.useMemo(() => 1, [])); say(renderToStaticMarkup(React.createElement(C, { n: 2 })));`,
    { needs: ['react', 'react-dom'] },
  ),
  ajv: cjs(
    `const Ajv = require('ajv').default; const v = new Ajv({ allErrors: true }).compile({ type: 'object', properties: { a: { type: 'integer', minimum: 1 } }, required: ['a', 'b'] }); say(v({ a: 0 }), v.errors.map((e) => e.message));`,
  ),
  eslint: cjs(
    late(
      `const { ESLint } = require('eslint'); const e = new ESLint({ overrideConfigFile: true, overrideConfig: { rules: { 'no-unused-vars': 'error', semi: 'error' } } }); const [r] = await e.lintText('const a = 1\\n'); say(r.messages.map((m) => [m.ruleId, m.line, m.column]));`,
    ),
  ),
  '@babel/core': cjs(
    `const babel = require('@babel/core'); say(babel.transformSync('const f = (a) => a?.b ?? class { #x = 1 };', { presets: [['@babel/preset-env', { targets: 'ie 11' }]], babelrc: false, configFile: false }).code.length > 200, babel.transformSync('let a = 1;', { plugins: [({ types: t }) => ({ visitor: { Identifier(p) { if (p.node.name === 'a') p.node.name = 'b'; } } })], configFile: false }).code);`,
    { needs: ['@babel/core', '@babel/preset-env'] },
  ),
  express: cjs(
    `const express = require('express'); const app = express(); app.use(express.json()); app.get('/a/:id', (q, r) => r.json({ id: q.params.id, q: q.query })); const s = app.listen(0, async () => { const r = await fetch('http://127.0.0.1:' + s.address().port + '/a/7?x=1'); say(r.status, await r.json()); const m = await fetch('http://127.0.0.1:' + s.address().port + '/none'); say(m.status); s.close(); });`,
  ),
  winston: cjs(
    `const winston = require('winston'); const { format } = winston; const l = winston.createLogger({ level: 'info', format: format.combine(format.label({ label: 'L' }), format.printf((i) => i.label + ' ' + i.level + ' ' + i.message)), transports: [new winston.transports.Console()] }); l.info('hello'); l.debug('not'); l.error('bad');`,
  ),
  pino: cjs(
    `const pino = require('pino'); const { Writable } = require('stream'); const out = []; const l = pino({ base: null, timestamp: false, redact: ['key'] }, new Writable({ write(c, e, d) { out.push(String(c)); d(); } })); l.info({ a: 1, key: 'k' }, 'hi'); l.child({ b: 2 }).warn('there'); setImmediate(() => say(out));`,
  ),
  axios: cjs(
    `const http = require('http'); const axios = require('axios'); const s = http.createServer((q, r) => { r.setHeader('x-a', '1'); r.end(JSON.stringify({ url: q.url, m: q.method })); }).listen(0, async () => { const c = axios.create({ baseURL: 'http://127.0.0.1:' + s.address().port, adapter: 'fetch' }); const r = await c.get('/x', { params: { a: 1 } }); say(r.status, r.data, r.headers['x-a']); s.close(); });`,
  ),
  jsdom: cjs(
    `const { JSDOM } = require('jsdom'); const d = new JSDOM('<p id=a>hi <b>you</b></p><script>document.title = "t" + 1</script>', { runScripts: 'outside-only' }); const { document } = d.window; say(document.querySelector('#a b').textContent, document.getElementById('a').outerHTML); const e = document.createElement('i'); e.addEventListener('click', () => say('clicked')); e.click();`,
  ),
  glob: cjs(
    late(`const { glob, globSync } = require('glob'); say((await glob('*.{cjs,json}')).sort(), globSync('main.*'));`),
  ),
  yargs: cjs(
    `const yargs = require('yargs/yargs'); const y = typeof yargs === 'function' ? yargs : yargs.default; say(y(['--a', '1', 'x', '--no-b']).option('a', { type: 'number' }).parse());`,
  ),
  execa: esm(
    `import { execa } from 'execa';\nconst { stdout, exitCode } = await execa('node', ['-e', 'console.log(1 + 1)']);\nsay(stdout, exitCode);\nconst bad = await execa('node', ['-e', 'process.exit(3)'], { reject: false });\nsay(bad.exitCode);\n`,
  ),
  memfs: cjs(
    `const { fs, vol } = require('memfs'); vol.fromJSON({ '/a/b.txt': 'hi', '/a/c/d.txt': 'you' }); say(fs.readFileSync('/a/b.txt', 'utf8'), fs.readdirSync('/a'), vol.toJSON()); fs.promises.readFile('/a/c/d.txt', 'utf8').then((x) => say(x));`,
  ),
  proxyquire: cjs(
    `const p = require('proxyquire'); say(p('./user.cjs', { './dep.cjs': { v: 'stub' } }).v, p.noCallThru()('./user.cjs', { './dep.cjs': { v: 2 } }).v);`,
    { own: { 'user.cjs': "module.exports = require('./dep.cjs');", 'dep.cjs': "exports.v = 'real';" } },
  ),
  'import-fresh': cjs(
    `const importFresh = require('import-fresh'); const a = importFresh('./n.cjs'); const b = importFresh('./n.cjs'); say(a.n, b.n, a === b);`,
    { own: { 'n.cjs': 'global.n = (global.n || 0) + 1; exports.n = global.n;' } },
  ),
  rewire: cjs(
    `const rewire = require('rewire'); const m = rewire('./m.js'); m.__set__('secret', 5); say(m.get(), m.__get__('secret'));`,
    { own: { 'm.js': 'let secret = 1; exports.get = () => secret;' } },
  ),
  'fs-extra': cjs(
    `const f = require('fs-extra'); f.outputFileSync('o/p/q.txt', 'z'); f.copySync('o', 'o2'); say(f.readFileSync('o2/p/q.txt', 'utf8')); f.moveSync('o2', 'o3'); f.outputJson('j.json', { a: 1 }).then(() => f.readJson('j.json')).then((x) => { say(x, f.pathExistsSync('o2')); f.removeSync('o'); f.removeSync('o3'); });`,
  ),
  jsonwebtoken: cjs(
    `const jwt = require('jsonwebtoken'); const t = jwt.sign({ a: 1, iat: 1 }, 'secret'); say(t, jwt.verify(t, 'secret')); try { jwt.verify(t, 'no'); } catch (e) { say(e.name, e.message); }`,
  ),
  nock: cjs(
    late(
      `const nock = require('nock'); const http = require('http'); nock('http://a.test').get('/x').reply(200, { ok: 1 }); await new Promise((done) => http.get('http://a.test/x', (r) => { let t = ''; r.on('data', (c) => (t += c)); r.on('end', () => { say(r.statusCode, t); done(); }); })); say(nock.isDone());`,
    ),
  ),
  got: cjs(
    late(
      `const got = require('got'); const http = require('http'); const s = http.createServer((q, r) => r.end('{"u":"' + q.url + '"}')); await new Promise((d) => s.listen(0, d)); say(await got('http://127.0.0.1:' + s.address().port + '/a').json()); s.close();`,
    ),
  ),
  cheerio: cjs(
    `const { load } = require('cheerio'); const $ = load('<ul><li class=a>1<li>2</ul>'); $('li').addClass('x'); say($('li.a').text(), $('ul').html(), $('li').map((i, e) => $(e).text()).get());`,
  ),
  prettier: cjs(
    late(
      `const prettier = require('prettier'); say(await prettier.format('const a=1;if(a){b( )}', { parser: 'babel' }), await prettier.format('a{b:c}', { parser: 'css' }), await prettier.format('let x:number=1', { parser: 'typescript' }));`,
    ),
  ),
  archiver: esm(
    `import { ZipArchive } from 'archiver';\nimport { PassThrough } from 'node:stream';\nconst a = new ZipArchive({ zlib: { level: 9 } });\nconst out = new PassThrough();\nlet n = 0;\nlet head;\nout.on('data', (c) => {\n  head ??= c.subarray(0, 2).toString();\n  n += c.length;\n});\nout.on('end', () => say(head, n > 100));\na.pipe(out);\na.append('hello', { name: 'a.txt' });\na.append(Buffer.alloc(1000), { name: 'b.bin' });\nawait a.finalize();\n`,
  ),
  dayjs: cjs(
    `const d = require('dayjs'); d.extend(require('dayjs/plugin/utc')); say(d.utc('2020-01-31').add(1, 'month').format('YYYY-MM-DD'), d.utc(0).toISOString());`,
  ),
  'date-fns': cjs(
    `const { addDays, format, differenceInDays } = require('date-fns'); say(format(addDays(new Date(2020, 1, 28), 2), 'yyyy-MM-dd EEE'), differenceInDays(new Date(2020, 1, 3), new Date(2020, 1, 1)));`,
  ),
  uuid: esm(`import { v4, v5, validate } from 'uuid';\nsay(validate(v4()), v5('a', v5.URL));\n`),
  chalk: cjs(
    `const chalk = require('chalk'); const c = new chalk.Instance({ level: 1 }); say(c.red.bold('x') + c.bgBlue('y'));`,
  ),
  commander: cjs(
    `const { Command } = require('commander'); const p = new Command().name('x').option('-a, --all', 'all').argument('<f>').action((f, o) => say(f, o)); p.parse(['node', 'x', 'file', '-a']); say(p.helpInformation());`,
  ),
  debug: cjs(
    `const debug = require('debug'); debug.enable('a:*'); const d = debug('a:b'); d.log = (...x) => say(x.length); d('hi %s', 1); say(debug.enabled('a:z'), debug.enabled('b'));`,
  ),
  semver: cjs(
    `const s = require('semver'); say(s.satisfies('1.2.3', '^1.0.0'), s.inc('1.2.3', 'minor'), s.sort(['2.0.0', '1.0.0-a', '1.0.0']), s.coerce('v1.2').version);`,
  ),
  minimist: cjs(`say(require('minimist')(['-a', '1', '--b=x', 'y', '--no-c', '--', 'z']));`),
  ramda: cjs(
    `const R = require('ramda'); say(R.pipe(R.map(R.inc), R.sum)([1, 2]), R.groupBy((x) => x % 2, [1, 2, 3]), R.path(['a', 0], { a: [5] }));`,
  ),
  immutable: cjs(
    `const { Map, List, fromJS } = require('immutable'); say(Map({ a: 1 }).set('b', 2).toJS(), List([1, 2]).map((x) => x + 1).toArray(), fromJS({ a: [1] }).getIn(['a', 0]), String(List([1])));`,
  ),
  bluebird: cjs(
    `const P = require('bluebird'); P.map([1, 2, 3], (x) => P.delay(1).then(() => x * 2), { concurrency: 2 }).then((x) => say(x)); P.reject(new TypeError('t')).catch(TypeError, (e) => say(e.message));`,
  ),
  async: cjs(
    `const a = require('async'); a.parallel([(c) => setTimeout(c, 2, null, 1), (c) => c(null, 2)], (e, r) => say(r)); a.mapLimit([1, 2], 1, async (x) => x + 1).then((x) => say(x));`,
  ),
  underscore: cjs(
    `const _ = require('underscore'); say(_.uniq([1, 1, 2]), _.where([{ a: 1 }, { a: 2 }], { a: 1 }), _.template('<%- x %>')({ x: '<' }));`,
  ),
  moment: cjs(
    `const m = require('moment'); say(m.utc('2020-01-31').add(1, 'month').format('YYYY-MM-DD ddd'), m.duration(90, 'minutes').humanize());`,
  ),
  qs: cjs(`const qs = require('qs'); say(qs.parse('a[b]=1&c[]=2&c[]=3'), qs.stringify({ a: { b: [1, 2] } }));`),
  ws: cjs(
    `const WebSocket = require('ws'); say(typeof WebSocket.Server, WebSocket.OPEN, new WebSocket.Receiver() instanceof require('stream').Writable);`,
  ),
  bcryptjs: cjs(
    `const b = require('bcryptjs'); say(b.compareSync('a', b.hashSync('a', 4)), b.hashSync('a', '$2a$04$abcdefghijklmnopqrstuu'));`,
  ),
  handlebars: cjs(
    `const H = require('handlebars'); H.registerHelper('up', (x) => x.toUpperCase()); say(H.compile('{{#each a}}{{up this}}-{{/each}}{{b}}')({ a: ['x', 'y'], b: '<' }));`,
  ),
  ejs: cjs(`say(require('ejs').render('<% for (const x of a) { %><%= x %>,<% } %>', { a: [1, '<'] }));`),
  pug: cjs(`say(require('pug').render('ul\\n  each x in a\\n    li(class=x)= x', { a: ['p', 'q'] }));`),
  marked: esm(
    `import { marked } from 'marked';\nsay(marked.parse('# a\\n\\n- b **c**\\n\\n| x | y |\\n|---|---|\\n| 1 | 2 |'));\n`,
  ),
  'js-yaml': cjs(
    `const y = require('js-yaml'); say(y.load('a: [1, 2]\\nb:\\n  c: 2020-01-01\\n'), y.dump({ a: [1, { b: null }] }));`,
  ),
  typescript: cjs(
    `const ts = require('typescript'); say(ts.transpileModule('enum A { B } const x: number = A.B; class C { constructor(private a = 1) {} }', { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2020 } }).outputText);`,
  ),
  acorn: cjs(
    `const a = require('acorn'); say(a.parse('a ?? b', { ecmaVersion: 2022 }).body[0].expression.type); try { a.parse('(', { ecmaVersion: 6 }); } catch (e) { say(e.message, e.loc); }`,
  ),
  postcss: cjs(
    late(
      `const postcss = require('postcss'); const r = await postcss([(root) => root.walkDecls((d) => { d.value = d.value.toUpperCase(); })]).process('a{color:red}', { from: undefined }); say(r.css);`,
    ),
  ),
  svelte: cjs(
    late(
      `const { compile } = await import('svelte/compiler'); const { js } = compile('<script>export let a = 1;</' + 'script><p>{a}</p>', { generate: 'ssr' }); say(js.code.includes('create_ssr_component'));`,
    ),
  ),
  redux: cjs(
    `const { createStore, combineReducers, applyMiddleware } = require('redux'); const s = createStore(combineReducers({ n: (n = 0, a) => (a.type === 'inc' ? n + 1 : n) }), applyMiddleware(() => (next) => (a) => next(a))); s.subscribe(() => say(s.getState())); s.dispatch({ type: 'inc' });`,
  ),
  mobx: cjs(
    `const { makeAutoObservable, autorun } = require('mobx'); const s = makeAutoObservable({ n: 1, get d() { return this.n * 2; }, inc() { this.n++; } }); autorun(() => say(s.d)); s.inc();`,
  ),
  'node-fetch': cjs(
    `const { Headers, Response, Request } = require('node-fetch'); const h = new Headers({ a: 1 }); h.append('a', '2'); say(h.get('a'), new Request('http://a.test/x').method); new Response('{"a":1}').json().then((x) => say(x));`,
  ),
  supertest: cjs(
    late(
      `const request = require('supertest'); const express = require('express'); const app = express(); app.get('/', (q, r) => r.status(201).json({ a: 1 })); const r = await request(app).get('/').expect(201); say(r.body);`,
    ),
    { needs: ['supertest', 'express'] },
  ),
  sinon: cjs(
    `const sinon = require('sinon'); const o = { f: (x) => x }; const s = sinon.stub(o, 'f').returns(5); say(o.f(1), s.calledWith(1)); sinon.restore(); const c = sinon.useFakeTimers(); const spy = sinon.spy(); setTimeout(spy, 1000); c.tick(1000); say(spy.callCount, o.f(2)); c.restore();`,
  ),
  chai: cjs(
    `const { expect } = require('chai'); expect({ a: [1] }).to.deep.equal({ a: [1] }); try { expect(1).to.equal(2); } catch (e) { say(e.name, e.message, e.actual, e.expected); }`,
  ),
  joi: cjs(
    `const Joi = require('joi'); const s = Joi.object({ a: Joi.number().min(2).required(), e: Joi.string().email() }); say(s.validate({ a: 1, e: 'x' }, { abortEarly: false }).error.details.map((d) => d.message), s.validate({ a: '3' }).value);`,
  ),
  yup: cjs(
    `const y = require('yup'); y.object({ a: y.number().required().positive() }).validate({ a: -1 }).catch((e) => say(e.errors)); say(y.string().trim().cast(' x '));`,
  ),
  dotenv: cjs(`const d = require('dotenv'); say(d.parse('A=1\\nB="x y" # c\\nC=\\'z\\''));`),
  cors: cjs(
    `const cors = require('cors'); const h = {}; cors({ origin: 'http://a.test' })({ method: 'GET', headers: {} }, { setHeader: (k, v) => (h[k] = v), getHeader: (k) => h[k] }, () => say(h));`,
  ),
};
