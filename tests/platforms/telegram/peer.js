// Telegram's side of the tests: the emulator telegram-test-api, and what it lacks.
//
// The emulator's (npm, MIT): the HTTP server and its body parsers, the routes getMe, setWebhook and deleteWebhook, the
// store of what people and the bot say, the numbers of messages, updates and callbacks, and the shape of updates.
//
// Ours, in this file: that the token is checked; getUpdates as Telegram does it (an update is given until an offset above
// it is asked for, the call waits when there is nothing, 409 when a webhook is set or another asks); calls to the webhook
// in order for each chat, with the secret header, again until they are answered 2xx; sendMessage and editMessageText that
// read HTML into text and entities and refuse what Telegram refuses; editMessageReplyMarkup, sendDocument, getFile and the address of files,
// sendChatAction, setMyCommands, answerCallbackQuery; groups and edited messages; faults, outages and blocks on demand.
// It is written after the documentation of the Bot API, not against Telegram itself.
//
//     node peer.js PORT CONTROL_PORT TOKEN       (prints "ready"; ends with its standard input)

const http = require('http');
const path = require('path');
const TelegramServer = require(require.resolve('telegram-test-api', { paths: process.env.NODE_PATH.split(path.delimiter) }));

const [port, controlPort, token] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
const ME = { id: 666, is_bot: true, first_name: 'Test First name', username: 'TestNameBot' };
const TEXT_MAX = 4096;
const server = new TelegramServer({ port, host: '127.0.0.1', storeTimeout: 86400 });

let up = false;
let serial = 0; // of what the bot sends, edits not counted
let forbidden = new Set(); // chats that blocked the bot
let faults = []; // {method, status, body, hang, times}
let calls = []; // every call of the bot: {method, body}
let webhookTries = []; // every call to the bot: {update_id, status}
let asking = null; // the getUpdates that waits
const said = new Map(); // chat:message_id -> the message, as Telegram shows it
const chats = new Map(); // those that have written to the bot
const callbacks = new Map(); // id -> {text, show_alert} once answered, null before
const files = new Map(); // message_id -> bytes
const uploads = new Map(); // file_id -> {name, bytes}: what people send
const commands = [];
const FILE_MAX = 20 * 1024 * 1024;

const key = (chat, id) => `${chat}:${id}`;
const now = () => Math.floor(Date.now() / 1000);

class Refusal extends Error {
  constructor(status, description, parameters) {
    super(description);
    this.status = status;
    this.parameters = parameters;
  }
}
const bad = (why) => new Refusal(400, `Bad Request: ${why}`);

// --- text ------------------------------------------------------------------------------------------------------------

const STYLES = { b: 'bold', strong: 'bold', i: 'italic', em: 'italic', u: 'underline', s: 'strikethrough', code: 'code', pre: 'pre', a: 'text_link', blockquote: 'blockquote' };
const NAMED = { lt: '<', gt: '>', amp: '&', quot: '"' };

function unescaped(text) {
  return text.replace(/&(#x[0-9a-f]+|#[0-9]+|[a-z]+);/gi, (whole, name) => {
    if (name[0] !== '#') return NAMED[name] ?? whole;
    return String.fromCodePoint(name[1].toLowerCase() === 'x' ? parseInt(name.slice(2), 16) : Number(name.slice(1)));
  });
}

function readHtml(html) {
  let text = '';
  const entities = [];
  const open = [];
  const pieces = /<(\/?)([a-z]+)([^>]*)>|([^<]+)|(<)/gi;
  for (let found; (found = pieces.exec(html)); ) {
    const [, slash, tag, rest, words, stray] = found;
    if (stray) throw bad(`can't parse entities: Unsupported start tag at byte offset ${found.index}`);
    if (words) { text += unescaped(words); continue; }
    const type = STYLES[tag.toLowerCase()];
    if (!type) throw bad(`can't parse entities: Unsupported start tag "${tag}" at byte offset ${found.index}`);
    if (!slash) {
      if (open.some((one) => ['pre', 'code'].includes(one.type))) throw bad("can't parse entities: style within code");
      if (type === 'blockquote' && open.some((one) => one.type === type)) throw bad("can't parse entities: quote within a quote");
      open.push({ type, tag, offset: text.length, url: unescaped((/href="([^"]*)"/.exec(rest) || [])[1] || '') });
      continue;
    }
    const last = open.pop();
    if (!last || last.tag !== tag) throw bad(`can't parse entities: Unmatched end tag at byte offset ${found.index}`);
    entities.push({ type, offset: last.offset, length: text.length - last.offset, ...(type === 'text_link' ? { url: last.url } : {}) });
  }
  if (open.length) throw bad("can't parse entities: Can't find end tag");
  return { text, entities };
}

function settle({ text, entities }) {
  const start = text.length - text.trimStart().length;
  const trimmed = text.trim();
  if (!trimmed) throw bad('message text is empty');
  if (trimmed.length > TEXT_MAX) throw bad('message is too long');
  const kept = [];
  for (const entity of entities) {
    const from = Math.max(entity.offset - start, 0);
    const to = Math.min(entity.offset + entity.length - start, trimmed.length);
    const web = entity.type !== 'text_link' || /^(https?:\/\/[^/]*\.|tg:\/\/)/i.test(entity.url || '');
    if (to > from && web) kept.push({ ...entity, offset: from, length: to - from });
  }
  kept.sort((one, other) => one.offset - other.offset || other.length - one.length);
  return { text: trimmed, entities: kept.slice(0, 100) };
}

function body(fields) {
  if (fields.text === undefined) throw bad('message text is empty');
  if (fields.parse_mode === 'HTML') return settle(readHtml(fields.text));
  if (fields.parse_mode) throw bad('unsupported parse_mode');
  const entities = json(fields.entities) || [];
  for (const entity of entities) {
    if (entity.offset + entity.length > fields.text.length) throw bad('entity beyond the end of the text');
  }
  return settle({ text: fields.text, entities });
}

function json(value) {
  return typeof value === 'string' ? JSON.parse(value) : value;
}

function keyboard(fields) {
  const markup = json(fields.reply_markup);
  if (!markup) return undefined;
  const buttons = markup.inline_keyboard.flat();
  if (buttons.length > 100) throw bad('reply markup is too long');
  for (const button of buttons) {
    if (!button.text) throw bad('inline keyboard button text is empty');
    const size = Buffer.byteLength(button.callback_data || '');
    if (size < 1 || size > 64) throw bad('BUTTON_DATA_INVALID');
  }
  return buttons.length ? markup : undefined;
}

// --- what the bot asks -----------------------------------------------------------------------------------------------

function publish(fields, content) {
  const chat = chats.get(String(fields.chat_id));
  if (!chat) throw bad('chat not found');
  if (forbidden.has(String(fields.chat_id))) throw new Refusal(403, 'Forbidden: bot was blocked by the user');
  const reply = json(fields.reply_parameters);
  const answered = reply && said.get(key(chat.id, reply.message_id));
  if (reply && !answered && !reply.allow_sending_without_reply) throw bad('message to be replied not found');
  const reply_markup = keyboard(fields);
  const kept = server.addBotMessage({ chat_id: String(chat.id), text: content.text, entities: content.entities, reply_markup }, token);
  const message = {
    message_id: kept.message_id,
    from: ME,
    chat,
    date: now(),
    ...content,
    ...(reply_markup ? { reply_markup } : {}),
    ...(fields.message_thread_id ? { message_thread_id: Number(fields.message_thread_id), is_topic_message: true } : {}),
    ...(answered ? { reply_to_message: { ...answered, reply_to_message: undefined } } : {}),
  };
  serial += 1;
  said.set(key(chat.id, message.message_id), message);
  message.serial = serial;
  return message;
}

const shown = ({ serial: _, ...message }) => message;

function ours(fields) {
  const message = said.get(key(fields.chat_id, fields.message_id));
  if (!message || message.from.id !== ME.id) throw bad('message to edit not found');
  return message;
}

function edit(fields, content) {
  const message = ours(fields);
  const reply_markup = keyboard(fields);
  const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
  if (same(message.reply_markup, reply_markup) && (!content || (content.text === message.text && same(content.entities, message.entities)))) {
    throw bad('message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message');
  }
  if (content) server.editMessageText({ ...fields, text: content.text, entities: content.entities });
  else server.editMessageReplyMarkup(fields);
  Object.assign(message, content || {}, { edit_date: now(), reply_markup });
  if (!reply_markup) delete message.reply_markup;
  return message;
}

const METHODS = {
  sendMessage: (fields) => shown(publish(fields, body(fields))),
  editMessageText: (fields) => shown(edit(fields, body(fields))),
  editMessageReplyMarkup: (fields) => shown(edit(fields, null)),
  sendDocument: (fields, attached) => {
    const file = attached[fields.document?.replace(/^attach:\/\//, '')] || attached.document;
    if (!file) throw bad('there is no document in the request');
    const message = publish(fields, { document: { file_id: 'f', file_unique_id: 'u', file_name: file.name, file_size: file.bytes.length } });
    files.set(message.message_id, file.bytes);
    return shown(message);
  },
  getFile: (fields) => {
    const file = uploads.get(fields.file_id);
    if (!file) throw bad('wrong file_id or the file is temporarily unavailable');
    if (file.bytes.length > FILE_MAX) throw bad('file is too big');
    return { file_id: fields.file_id, file_unique_id: 'u', file_size: file.bytes.length, file_path: `documents/${fields.file_id} à lire.pdf` };
  },
  sendChatAction: () => true,
  setMyCommands: (fields) => { commands.splice(0, commands.length, ...json(fields.commands)); return true; },
  answerCallbackQuery: (fields) => {
    const id = String(fields.callback_query_id);
    if (callbacks.get(id) !== null) throw bad('query is too old and response timeout expired or query ID is invalid');
    callbacks.set(id, { text: fields.text ?? null, show_alert: String(fields.show_alert) === 'true' });
    return true;
  },
};

function pending() {
  return server.storage.userMessages.filter((update) => update.botToken === token);
}

async function getUpdates(fields, res) {
  if (server.webhooks[token]) throw new Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
  if (asking) asking.end(new Refusal(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'));
  const offset = Number(fields.offset || 0);
  server.storage.userMessages = server.storage.userMessages.filter((update) => update.updateId >= offset);
  const until = Date.now() + 1000 * Number(fields.timeout || 0);
  let refused = null;
  let gone = false;
  const me = { end: (why) => { refused = why; } };
  res.on('close', () => { gone = true; });
  asking = me;
  while (!pending().length && Date.now() < until && !refused && !gone) await new Promise((go) => setTimeout(go, 20));
  if (asking === me) asking = null;
  if (refused) throw refused;
  return pending().slice(0, Number(fields.limit || 100)).map((update) => TelegramServer.formatUpdate(update));
}

function multipart(req, bytes) {
  const boundary = /boundary="?([^";]+)/.exec(req.headers['content-type'])[1];
  const fields = {};
  const attached = {};
  for (const part of bytes.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const end = part.indexOf('\r\n\r\n');
    const head = Buffer.from(part.slice(0, end), 'latin1').toString('utf8');
    const content = Buffer.from(part.slice(end + 4, -2), 'latin1');
    const name = /\bname="([^"]*)"/.exec(head)[1];
    const file = /filename="([^"]*)"/.exec(head);
    if (file) attached[name] = { name: decodeURIComponent(file[1].replace(/%(?![0-9A-F]{2})/gi, '%25')), bytes: content };
    else fields[name] = content.toString('utf8');
  }
  return { fields, attached };
}

async function answer(req, res) {
  const [, given, method] = /^\/bot([^/]+)\/(\w+)$/.exec(req.path);
  let fields = { ...req.query, ...req.body };
  let attached = {};
  if ((req.headers['content-type'] || '').startsWith('multipart/')) {
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    ({ fields, attached } = multipart(req, Buffer.concat(chunks)));
  }
  if (given !== token) throw new Refusal(401, 'Unauthorized');
  calls.push({ method, body: fields });
  const fault = faults.find((one) => one.method === method || one.method === '*');
  if (fault) {
    fault.times -= 1;
    if (fault.times <= 0) faults = faults.filter((one) => one !== fault);
    if (fault.hang) await new Promise((go) => setTimeout(go, 1000 * fault.hang));
    if (fault.raw !== undefined) { res.status(fault.status || 200).type('text/html').send(fault.raw); return undefined; }
    if (fault.status) throw new Refusal(fault.status, fault.description || 'fault', fault.parameters);
  }
  if (method === 'getUpdates') return { result: await getUpdates(fields, res) };
  return METHODS[method] ? { result: METHODS[method](fields, attached) } : null;
}

// Before the emulator's routes, after its body parsers; what we do not answer goes on to them, repaired for strict clients.
server.webServer.use((req, res, next) => {
  const asked = /^\/file\/bot([^/]+)\/documents\/(\w+) à lire\.pdf$/.exec(decodeURIComponent(req.path));
  if (asked) {
    const file = asked[1] === token && uploads.get(asked[2]);
    calls.push({ method: 'file', body: { path: req.path } });
    if (file) res.type('application/octet-stream').send(file.bytes);
    else res.status(404).json({ ok: false, error_code: 404, description: 'Not Found' });
    return;
  }
  if (!req.path.startsWith('/bot')) { res.status(404).json({ ok: false, error_code: 404, description: 'Not Found' }); return; }
  const jsonOf = res.json.bind(res);
  res.json = (reply) => {
    if (reply && reply.ok && reply.result === null) reply.result = true;
    if (req.path.endsWith('/getMe') && reply.result) reply.result = { ...reply.result, ...ME, can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false };
    return jsonOf(reply);
  };
  answer(req, res).then((done) => {
    if (res.destroyed || res.headersSent || done === undefined) return;
    if (done === null) next();
    else jsonOf({ ok: true, result: done.result });
  }).catch((error) => {
    if (res.destroyed || res.headersSent) return;
    const status = error.status || 500;
    const parameters = error.parameters ? { parameters: error.parameters } : {};
    res.status(status);
    jsonOf({ ok: false, error_code: status, description: error.message, ...parameters });
  });
});
const stack = server.webServer._router.stack;
stack.splice(stack.findIndex((layer) => layer.route), 0, stack.pop());

// --- what people do --------------------------------------------------------------------------------------------------

// The emulator gives updates once, and its webhook has neither retry nor secret: here they stay until they are confirmed.
const pumping = new Set();
server.addUserUpdate = async (update) => {
  server.storage.userMessages.push(update);
  server.updateId += 1;
  pump(chatOf(update));
};

const format = TelegramServer.formatUpdate;
TelegramServer.formatUpdate = (update) => {
  if (update.edited) return { update_id: update.updateId, edited_message: update.edited };
  const formatted = format.call(TelegramServer, update);
  if (formatted.callback_query) formatted.callback_query.chat_instance = '1';
  return formatted;
};

function chatOf(update) {
  const message = update.edited || update.message || update.callbackQuery.message;
  return String(message.chat.id);
}

async function pump(chat) {
  if (pumping.has(chat)) return;
  pumping.add(chat);
  try {
    for (;;) {
      const next = pending().find((update) => chatOf(update) === chat);
      if (!next || !server.webhooks[token]) return;
      if (up && (await call(TelegramServer.formatUpdate(next))) < 300) {
        server.storage.userMessages = server.storage.userMessages.filter((update) => update !== next);
      } else {
        await new Promise((go) => setTimeout(go, 300));
      }
    }
  } finally {
    pumping.delete(chat);
  }
}

function call(update, secret) {
  const { url, secret_token } = server.webhooks[token];
  const text = JSON.stringify(update);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  const told = secret === undefined ? secret_token : secret;
  if (told) headers['x-telegram-bot-api-secret-token'] = told;
  return new Promise((go) => {
    const done = (status) => { webhookTries.push({ update_id: update.update_id, status }); go(status); };
    const req = http.request(url, { method: 'POST', headers, timeout: 60000 }, (res) => { res.resume(); res.on('end', () => done(res.statusCode)); });
    req.on('error', () => done(999));
    req.on('timeout', () => req.destroy());
    req.end(text);
  });
}

setInterval(() => { if (server.webhooks[token]) new Set(pending().map(chatOf)).forEach(pump); }, 200).unref();

const CONTROL = {
  // A message of a person: {from, chat, text, entities…}.
  say: async ({ message }) => {
    chats.set(String(message.chat.id), message.chat);
    const whole = { date: now(), ...message, botToken: token };
    const id = server.messageId;
    const asked = message.reply_to && said.get(key(message.chat.id, message.reply_to));
    if (asked) whole.reply_to_message = shown({ ...asked, reply_to_message: undefined });
    const { botToken: _, ...kept } = whole;
    said.set(key(message.chat.id, id), { message_id: id, ...kept });
    await server.addUserMessage(whole);
    return { message_id: id, update_id: server.updateId - 1 };
  },
  // A file that a person has: {content in base64, or how many bytes}.
  upload: ({ content, size }) => {
    const file_id = `f${uploads.size + 1}`;
    uploads.set(file_id, { bytes: size === undefined ? Buffer.from(content, 'base64') : Buffer.alloc(size) });
    return { file_id };
  },
  lose: ({ file_id }) => { uploads.delete(file_id); return {}; },
  edit: async ({ chat, message_id, text }) => {
    const message = { ...said.get(key(chat, message_id)), text, edit_date: now() };
    said.set(key(chat, message_id), message);
    await server.addUserUpdate({ ...server.getCommonFields(token), edited: message });
    return { update_id: server.updateId - 1 };
  },
  // A press: {from, chat, message_id, data}; `gone`: Telegram does not show the message any more.
  press: async ({ from, chat, message_id, data, gone }) => {
    const message = said.get(key(chat, message_id));
    const whole = gone ? { message_id, date: 0, chat: message.chat } : shown(structuredClone(message));
    const id = server.callbackId;
    callbacks.set(String(id), null);
    await server.addUserCallback({ botToken: token, date: now(), from, message: whole, data });
    return { callback_id: String(id), update_id: server.updateId - 1 };
  },
  callback: ({ id }) => ({ answer: callbacks.get(String(id)) }),
  // What the bot has in a chat, oldest first; `serial` grows with each message sent.
  messages: ({ chat }) => ({ serial, messages: [...said.values()].filter((one) => one.from.id === ME.id && String(one.chat.id) === String(chat)) }),
  file: ({ message_id }) => ({ content: files.get(message_id).toString('base64') }),
  history: () => ({ history: server.getUpdatesHistory(token).length }),
  state: () => ({ calls, webhookTries, commands, webhook: server.webhooks[token] || null, pending: pending().map((one) => one.updateId) }),
  forget_calls: () => { calls = []; webhookTries = []; return {}; },
  fault: (fault) => { faults.push({ times: 1, ...fault }); return {}; },
  no_fault: () => { faults = []; return {}; },
  block: ({ chat }) => { forbidden.add(String(chat)); return {}; },
  introduce: ({ chat }) => { chats.set(String(chat.id), chat); return {}; },
  set_webhook: ({ url }) => { if (url) server.setWebhook({ url }, token); else server.deleteWebhook(token); return {}; },
  // The same call again, or one with another secret.
  call: async ({ update, secret }) => ({ status: await call(update, secret) }),
  down: async () => {
    up = false;
    await new Promise((go) => server.server.forceShutdown(go));
    return {};
  },
  up: async () => { await server.start(); up = true; return {}; },
};

http.createServer(async (req, res) => {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  try {
    const reply = await CONTROL[req.url.slice(1)](JSON.parse(Buffer.concat(chunks).toString() || '{}'));
    res.end(JSON.stringify(reply));
  } catch (error) {
    res.statusCode = 500;
    res.end(String(error.stack));
  }
}).listen(controlPort, '127.0.0.1', async () => {
  await CONTROL.up();
  console.log('ready');
});

// Nothing is left behind when who started us dies.
process.stdin.on('end', () => process.exit(0)).resume();
