/** Finds the references to given names in an ES module's syntax tree, leaving out where they are shadowed. */
import type { Node } from 'acorn';
import type { Guest } from '../guest';

export interface Reference {
  name: string;
  start: number;
  end: number;
  /** What the rewriter must care about at this place. */
  at: 'plain' | 'shorthand' | 'callee' | 'statement-callee';
}

/** Everything a module transform needs to know about the inside of the program. */
export interface Findings {
  references: Reference[];
  dynamicImports: Node[];
  metas: Node[];
  topLevelAwait: boolean;
  awaits: Node[];
  forAwaits: Node[];
  /** `yield*` of async generators. */
  delegations: Node[];
}

export function find(program: Guest, names: ReadonlySet<string>): Findings {
  const findings: Findings = {
    references: [],
    dynamicImports: [],
    metas: [],
    topLevelAwait: false,
    awaits: [],
    forAwaits: [],
    delegations: [],
  };
  let asynchronous = false;
  const scopes: Set<string>[] = [];
  let functions = 0;

  const shadowed = (name: string) => scopes.some((scope) => scope.has(name));
  const reference = (node: Guest, at: Reference['at']) => {
    if (names.has(node.name) && !shadowed(node.name))
      findings.references.push({ name: node.name, start: node.start, end: node.end, at });
  };
  const inScope = (declared: Set<string>, run: () => void) => {
    scopes.push(declared);
    run();
    scopes.pop();
  };

  const functionLike = (node: Guest) => {
    const declared = new Set<string>(node.type === 'ArrowFunctionExpression' ? [] : ['arguments']);
    if (node.type === 'FunctionExpression' && node.id) declared.add(node.id.name);
    for (const parameter of node.params) bindings(parameter, declared);
    if (node.body.type === 'BlockStatement') hoisted(node.body.body, declared);
    functions++;
    const outer = asynchronous;
    asynchronous = node.async;
    inScope(declared, () => {
      for (const parameter of node.params) visit(parameter);
      if (node.body.type === 'BlockStatement')
        inScope(lexical(node.body.body), () => node.body.body.forEach((s: Guest) => visit(s, true)));
      else visit(node.body);
    });
    asynchronous = outer;
    functions--;
  };

  const visit = (node: Guest, listed = false): void => {
    if (!node) return;
    switch (node.type) {
      case 'Identifier':
        return reference(node, 'plain');
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return functionLike(node);
      case 'ClassDeclaration':
      case 'ClassExpression':
        visit(node.superClass);
        return inScope(new Set(node.id ? [node.id.name] : []), () =>
          node.body.body.forEach((member: Guest) => visit(member)),
        );
      case 'MethodDefinition':
      case 'PropertyDefinition':
        if (node.computed) visit(node.key);
        if (!node.value) return;
        functions++;
        visit(node.value);
        functions--;
        return;
      case 'StaticBlock':
        functions++;
        inScope(lexical(node.body, hoisted(node.body, new Set())), () =>
          node.body.forEach((s: Guest) => visit(s, true)),
        );
        functions--;
        return;
      case 'BlockStatement':
        return inScope(lexical(node.body), () => node.body.forEach((s: Guest) => visit(s, true)));
      case 'SwitchStatement':
        visit(node.discriminant);
        return inScope(lexical(node.cases.flatMap((c: Guest) => c.consequent)), () => {
          for (const one of node.cases) {
            visit(one.test);
            one.consequent.forEach((s: Guest) => visit(s, true));
          }
        });
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        if (node.await && functions === 0) findings.topLevelAwait = true;
        if (node.await) findings.forAwaits.push(node);
        return inScope(lexical([node.init ?? node.left].filter(Boolean)), () => {
          visit(node.init);
          visit(node.test);
          visit(node.update);
          visit(node.left);
          visit(node.right);
          visit(node.body);
        });
      case 'CatchClause': {
        const declared = new Set<string>();
        if (node.param) bindings(node.param, declared);
        return inScope(declared, () => {
          visit(node.param);
          visit(node.body);
        });
      }
      case 'MemberExpression':
        visit(node.object);
        if (node.computed) visit(node.property);
        return;
      case 'Property':
        if (node.computed) visit(node.key);
        if (node.shorthand) {
          if (node.value.type === 'AssignmentPattern') visit(node.value.right);
          else reference(node.value, 'shorthand');
        } else visit(node.value);
        return;
      case 'CallExpression':
      case 'TaggedTemplateExpression': {
        const callee = node.callee ?? node.tag;
        if (callee.type === 'Identifier' && !node.optional) reference(callee, 'callee');
        else visit(callee);
        node.arguments?.forEach((argument: Guest) => visit(argument));
        visit(node.quasi);
        return;
      }
      case 'ExpressionStatement': {
        const before = findings.references.length;
        visit(node.expression);
        const first = findings.references[before];
        if (listed && first?.at === 'callee' && first.start === node.start) first.at = 'statement-callee';
        return;
      }
      case 'LabeledStatement':
        return visit(node.body, listed);
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
        return;
      case 'ExportNamedDeclaration':
        return visit(node.declaration);
      case 'ExportDefaultDeclaration':
        return visit(node.declaration);
      case 'ImportExpression':
        findings.dynamicImports.push(node);
        visit(node.source);
        visit(node.options);
        return;
      case 'MetaProperty':
        if (node.meta.name === 'import') findings.metas.push(node);
        return;
      case 'AwaitExpression':
        if (functions === 0) findings.topLevelAwait = true;
        findings.awaits.push(node);
        return visit(node.argument);
      case 'YieldExpression':
        if (node.delegate && asynchronous) findings.delegations.push(node);
        return visit(node.argument);
      default:
        for (const key in node) {
          if (key === 'type' || key === 'start' || key === 'end') continue;
          const child = node[key];
          if (Array.isArray(child)) child.forEach((one) => visit(one));
          else if (child && typeof child.type === 'string') visit(child);
        }
    }
  };
  program.body.forEach((statement: Guest) => visit(statement, true));
  return findings;
}

/** Adds the names a pattern binds. */
export function bindings(pattern: Guest, into: Set<string>): Set<string> {
  switch (pattern?.type) {
    case 'Identifier':
      into.add(pattern.name);
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties) bindings(property.value ?? property.argument, into);
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element) bindings(element, into);
      break;
    case 'AssignmentPattern':
      bindings(pattern.left, into);
      break;
    case 'RestElement':
      bindings(pattern.argument, into);
  }
  return into;
}

function lexical(statements: Guest[], into = new Set<string>()): Set<string> {
  for (const statement of statements) {
    if (statement.type === 'VariableDeclaration' && statement.kind !== 'var')
      for (const declarator of statement.declarations) bindings(declarator.id, into);
    else if ((statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') && statement.id)
      into.add(statement.id.name);
  }
  return into;
}

/** `var` names of a function body, from any depth but not from inner functions. */
function hoisted(statements: Guest[], into: Set<string>): Set<string> {
  const visit = (node: Guest): void => {
    if (!node || typeof node.type !== 'string') return;
    if (node.type === 'VariableDeclaration') {
      if (node.kind === 'var') for (const declarator of node.declarations) bindings(declarator.id, into);
      return;
    }
    if (/Function|Class|Expression$/.test(node.type)) return;
    for (const key of ['body', 'consequent', 'alternate', 'block', 'handler', 'finalizer', 'init', 'left', 'cases']) {
      const child = node[key];
      if (Array.isArray(child)) child.forEach(visit);
      else if (child) visit(child);
    }
  };
  statements.forEach(visit);
  return into;
}
