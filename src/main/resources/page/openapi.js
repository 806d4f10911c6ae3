// The API's description for people, made of nothing but openapi.json; every text of it becomes a text node.

import { h } from './dom.js';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*/g;

let api;

/** What a reference refers to; anything else is itself. */
function resolved(node) {
  return node.$ref
    ? node.$ref.slice(2).split('/').reduce((place, name) => place[name], api)
    : node;
}

/** Paragraphs and indented code, with `code`, **strong** and *emphasised* words. */
function prose(text = '') {
  return text.split(/\n{2,}/).filter(part => part.trim()).map(part =>
    part.startsWith('    ')
      ? h('pre', { tabindex: 0 }, part.replace(/^ {4}/gm, ''))
      : h('p', {}, inline(part)));
}

function inline(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, strong, emphasis] = match;
    parts.push(
      text.slice(end, match.index),
      code ? h('code', {}, code) : strong ? h('strong', {}, strong) : h('em', {}, emphasis));
    end = match.index + whole.length;
  }
  return [...parts, text.slice(end)];
}

function joined(parts, separator) {
  return parts.flatMap((part, i) => (i === 0 ? [part] : [separator, part])).flat();
}

/** A schema in one line: names link to their schemas, sets are listed. */
function type(schema) {
  if (schema.$ref) {
    const name = schema.$ref.split('/').pop();
    return [h('a', { href: `#schema-${name}` }, name), ...narrowed(schema)];
  }
  if (schema.oneOf && !schema.properties) {
    return joined(schema.oneOf.map(type), ' or ');
  }
  const values = schema.enum ?? ('const' in schema ? [schema.const] : null);
  if (values) {
    return joined(values.map(value => h('code', {}, JSON.stringify(value))), ' ');
  }
  if (schema.type === 'array' && schema.items) {
    return ['array of ', ...type(schema.items)];
  }
  const limits = [
    schema.format,
    'minimum' in schema && `≥ ${schema.minimum}`,
    'maximum' in schema && `≤ ${schema.maximum}`,
    schema.minLength && `${schema.minLength} characters or more`,
    schema.maxLength && `${schema.maxLength} characters or fewer`,
    'default' in schema && `${schema.default} when left out`,
  ].filter(Boolean);
  return [
    [schema.type ?? 'anything'].flat().join(' or '),
    limits.length ? ` (${limits.join(', ')})` : '',
    ...(schema.pattern ? [' matching ', h('code', {}, schema.pattern)] : []),
  ];
}

/** The error codes that one answer can have. */
function narrowed(schema) {
  const codes = schema.properties?.error?.enum;
  return codes ? [' with ', ...joined(codes.map(code => h('code', {}, code)), ', ')] : [];
}

/** One schema in full: its properties, each with its type and description. */
function properties(schema) {
  const all = Object.entries(schema.properties ?? {});
  const inherited = (schema.allOf ?? []).map(parent => h('p', {}, 'Has all of ', ...type(parent), '.'));
  if (!all.length) {
    return inherited.length ? inherited : [h('p', { class: 'type' }, ...type({ ...schema, description: undefined }))];
  }
  const needed = new Set(schema.required);
  const rows = all.flatMap(([name, property]) => [
    h('dt', {}, h('code', {}, name), needed.has(name) || schema.allOf ? null : h('span', { class: 'muted' }, ' optional')),
    h('dd', {},
      h('p', { class: 'type' }, ...type(property)),
      ...prose(property.description),
      ...nested(property)),
  ]);
  return [...inherited, h('dl', {}, rows)];
}

function nested(schema) {
  const inner = schema.items ?? schema;
  return inner.properties && !inner.$ref ? properties(inner) : [];
}

function example(name, { summary, value }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return h('figure', {},
    h('figcaption', {}, name.replaceAll('_', ' '), summary ? ` – ${summary}` : ''),
    h('pre', { tabindex: 0 }, text));
}

function examples(node) {
  return Object.entries(node.examples ?? {}).map(([name, value]) => example(name, value));
}

function content(node) {
  return Object.entries(node ?? {}).flatMap(([media, body]) => [
    h('p', { class: 'type' }, h('code', {}, media), ': ', ...type(body.schema)),
    ...nested(body.schema),
    ...examples(body),
  ]);
}

function headers(node) {
  const rows = Object.entries(node ?? {}).flatMap(([name, reference]) => {
    const header = resolved(reference);
    return [
      h('dt', {}, h('code', {}, name)),
      h('dd', {}, h('p', { class: 'type' }, ...type(header.schema)), ...prose(header.description)),
    ];
  });
  return rows.length ? [h('h5', {}, 'Headers'), h('dl', {}, rows)] : [];
}

function answer([status, reference]) {
  const response = resolved(reference);
  const kind = status === 'default' ? 'other' : `s${status[0]}`;
  return h('details', {},
    h('summary', {},
      h('span', { class: `status ${kind}` }, status === 'default' ? 'else' : status), ' ',
      ...inline(response.description)),
    ...content(response.content),
    ...headers(response.headers));
}

function parameter(reference) {
  const { name, in: place, required, schema, description, example: value } = resolved(reference);
  return [
    h('dt', {}, h('code', {}, name), h('span', { class: 'muted' }, ` ${place}${required ? '' : ', optional'}`)),
    h('dd', {},
      h('p', { class: 'type' }, ...type(schema)),
      ...prose(description),
      h('p', { class: 'muted' }, 'For example ', h('code', {}, String(value)))),
  ];
}

function operation({ path, method, node }) {
  return h('section', { id: node.operationId, class: 'card operation' },
    h('h3', {}, h('span', { class: `method ${method}` }, method.toUpperCase()), ' ', h('code', {}, path)),
    h('p', { class: 'summary' }, node.summary, node.security ? ' · signed' : ''),
    ...prose(node.description),
    ...(node.parameters ? [h('h4', {}, 'Parameters'), h('dl', {}, node.parameters.flatMap(parameter))] : []),
    ...(node.requestBody
      ? [h('h4', {}, 'Body'), ...prose(node.requestBody.description), ...content(node.requestBody.content)]
      : []),
    h('h4', {}, 'Answers'),
    ...Object.entries(node.responses).map(answer),
    ...(node['x-messages']
      ? [h('h4', {}, 'Messages'), h('p', { class: 'type' }, ...type(node['x-messages'].schema)),
        h('details', {}, h('summary', {}, 'Examples'), ...examples(node['x-messages']))]
      : []));
}

function operations() {
  return Object.entries(api.paths).flatMap(([path, item]) =>
    METHODS.filter(method => item[method]).map(method => ({ path, method, node: item[method] })));
}

function group(tag) {
  return h('section', { 'aria-labelledby': `tag-${tag.name}` },
    h('h2', { id: `tag-${tag.name}` }, tag.name), ...prose(tag.description),
    ...operations().filter(({ node }) => node.tags.includes(tag.name)).map(operation));
}

function schemas() {
  return h('section', { 'aria-labelledby': 'schemas' },
    h('h2', { id: 'schemas' }, 'Schemas'),
    ...Object.entries(api.components.schemas).map(([name, schema]) =>
      h('section', { id: `schema-${name}`, class: 'card' },
        h('h3', {}, h('code', {}, name)),
        ...prose(schema.description),
        ...properties(schema))));
}

function signature() {
  const rows = Object.values(api.components.securitySchemes).flatMap(({ name, description }) => [
    h('dt', {}, h('code', {}, name)), h('dd', {}, ...prose(description)),
  ]);
  return h('section', { class: 'card' }, h('h2', { id: 'signature' }, 'Headers of a signature'), h('dl', {}, rows));
}

function contents() {
  const links = api.tags.flatMap(tag => [
    h('li', { class: 'muted' }, tag.name),
    ...operations().filter(({ node }) => node.tags.includes(tag.name)).map(({ method, path, node }) =>
      h('li', {}, h('a', { href: `#${node.operationId}` },
        h('span', { class: `method ${method}` }, method.toUpperCase()), ' ', path))),
  ]);
  return h('ul', {}, ...links, h('li', {}, h('a', { href: '#schemas' }, 'Schemas')));
}

async function show() {
  const main = document.getElementById('main');
  const answered = await fetch('/openapi.json');
  if (!answered.ok) {
    throw new Error(`openapi.json: ${answered.status}`);
  }
  api = await answered.json();
  document.getElementById('contents').replaceChildren(contents());
  main.replaceChildren(
    h('h1', {}, api.info.title, h('small', { class: 'muted' }, ` ${api.info.version}`)),
    ...prose(api.info.summary), ...prose(api.info.description),
    signature(), ...api.tags.map(group), schemas());
  // What the address names was not there when the browser looked for it.
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}

show().catch(error => {
  document.getElementById('main').replaceChildren(
    h('p', { role: 'alert' }, `The description cannot be shown (${error.message}). `,
      h('a', { href: '/openapi.json' }, 'openapi.json')));
});
