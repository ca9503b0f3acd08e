/**
 * The calls of the service and the values they return.
 *
 * @typedef {{title: string, authors: string[], year: number | null, journal: string | null, doi: string | null,
 *   pmid: string | null, type: string, retracted: boolean, url: string | null}} CitedWork
 * @typedef {"abstract" | "digest" | "record"} TextKind
 * @typedef {{n: number, document_id: string, passage_id: string, section: string, quote: string, start: number,
 *   end: number, sha256: string, text_kind: TextKind, document: CitedWork}} Citation
 * @typedef {{document_id: string, passage_id: string, section: string, quote: string, title: string}} Evidence
 * @typedef {{reason: string, nearest: Evidence[], suggestions: string[]}} Abstention
 * @typedef {{id: string, conversation_id: string, question: string, standalone_question: string, status: string,
 *   text: string, sentences: {text: string, verdict: string, citations: number[]}[], citations: Citation[],
 *   generator: string, abstention: Abstention | null,
 *   premise: {claim: string, correction: string, citations: number[]} | null,
 *   disagreement: {value: string, citations: number[]}[] | null, safety: string | null, withheld: number}} Answer
 * @typedef {{text: string, verdict: string, citations: Citation[]}} Sentence
 * @typedef {{id: string, document_id: string, section: string, text: string, start: number, end: number,
 *   text_kind: TextKind, document: CitedWork}} Passage
 * @typedef {CitedWork & {id: string, volume: string | null, pages: string | null, unverified: string[]}} Work
 * @typedef {{title: string, start: number, end: number, text_kind: TextKind}} Section
 * @typedef {Work & {text: string, sha256: string, sections: Section[]}} SourceDocument
 * @typedef {{total: number, documents: Work[], types: Record<string, number>}} WorkList
 * @typedef {{id: string, title: string, created: string, updated: string, turn_count: number}} ConversationSummary
 * @typedef {{answer_id: string, thumbs: "up" | "down" | null, comment: string}} Feedback
 * @typedef {{id: string, title: string, created: string, updated: string, turns: Answer[],
 *   feedback: Feedback[]}} Conversation
 * @typedef {{answer_id: string, conversation_id: string, number: number, given: string,
 *   feedback: Feedback | null}} TurnPlace
 * @typedef {{name: "passages", data: {passages: Passage[]}} | {name: "sentence", data: Sentence}
 *   | {name: "answer", data: Answer}} ChatEvent
 */

/** What went wrong, as the service says it, or as it is seen from here when the service cannot say it. */
export class Problem extends Error {
  /** @param {{status?: number, code: string, detail: string, request_id?: string}} document */
  constructor({ status = 0, code, detail, request_id = "" }) {
    super(detail);
    this.status = status;
    this.code = code;
    this.requestId = request_id;
  }
}

/** @param {number} limit @returns {Promise<{total: number, documents: Work[]}>} */
export const listDocuments = (limit) => readJson(`documents?limit=${limit}`);

/**
 * @param {URLSearchParams} query which works, and which part of them
 * @param {AbortSignal} [signal]
 * @returns {Promise<WorkList>}
 */
export const findWorks = (query, signal) => readJson(`documents?${query}`, signal);

/** @param {string} id @param {AbortSignal} [signal] @returns {Promise<SourceDocument>} */
export const readDocument = (id, signal) => readJson(`documents/${partOf(id)}`, signal);

/** @param {string} id @param {AbortSignal} [signal] @returns {Promise<Passage>} */
export const readPassage = (id, signal) => readJson(`passages/${partOf(id)}`, signal);

/**
 * Questions that the corpus answers.
 *
 * @returns {Promise<{examples: {question: string, document_id: string, title: string}[]}>}
 */
export const listExamples = () => readJson("examples");

/** What can be asked after an answer. @param {string} id @returns {Promise<{suggestions: string[]}>} */
export const listSuggestions = (id) => readJson(`answers/${partOf(id)}/suggestions`);

/** Who can write answers: the name of the default, then those of all. @returns {Promise<{data: {id: string}[]}>} */
export const listGenerators = () => readJson("v1/models");

/** An id of a conversation, which nobody else takes. A page that was not loaded over HTTPS has no other source of one. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Asks a question and yields what arrives; the last event is the answer.
 *
 * @param {import("./unanswered.js").Unanswered} asked
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<ChatEvent>}
 * @throws {Problem} the question was refused, what it follows is gone, the connection was lost, or the stream ended
 *   before the answer
 */
export async function* ask({ question, conversationId, follows, generator }, signal) {
  const optional = { ...(follows && { follows }), ...(generator && { generator }) };
  const body = JSON.stringify({ question, conversation_id: conversationId, stream: true, ...optional });
  const headers = { "Content-Type": "application/json" };
  const response = await send("chat", { method: "POST", headers, body, signal });
  for await (const { name, data } of readEvents(response, signal)) {
    const value = JSON.parse(data);
    if (name === "error") throw new Problem(value);
    yield /** @type {ChatEvent} */ ({ name, data: value });
    if (name === "answer") return;
  }
  throw cutOff();
}

/**
 * @param {URLSearchParams} query
 * @param {AbortSignal} [signal]
 * @returns {Promise<{conversations: ConversationSummary[]}>}
 */
export const findConversations = (query, signal) => readJson(`conversations?${query}`, signal);

/** @param {string} id @param {AbortSignal} [signal] @returns {Promise<Conversation>} */
export const readConversation = (id, signal) => readJson(`conversations/${partOf(id)}`, signal);

/** @param {string} id @param {string} title @returns {Promise<ConversationSummary>} */
export async function renameConversation(id, title) {
  return (await sendJson("PATCH", `conversations/${partOf(id)}`, { title })).json();
}

/** @param {string} id */
export const deleteConversation = (id) => send(`conversations/${partOf(id)}`, { method: "DELETE" });

/** @param {string} id @param {AbortSignal} [signal] @returns {Promise<Answer>} */
export const readAnswer = (id, signal) => readJson(`answers/${partOf(id)}`, signal);

/** @param {string} id @param {AbortSignal} [signal] @returns {Promise<TurnPlace>} */
export const readTurn = (id, signal) => readJson(`answers/${partOf(id)}/turn`, signal);

/** @param {string} id @param {Pick<Feedback, "thumbs" | "comment">} said */
export const giveFeedback = (id, said) => sendJson("POST", `answers/${partOf(id)}/feedback`, said);

/**
 * Reads server-sent events. An event without its closing empty line was cut off and is not given.
 *
 * @param {Response} response
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<{name: string, data: string}>}
 */
async function* readEvents(response, signal) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const decoder = new TextDecoder();
  let received = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      received += decoder.decode(value, { stream: true });
      const frames = received.split("\n\n");
      received = frames.pop() ?? "";
      yield* frames.map(parseEvent);
    }
  } catch (error) {
    throw signal.aborted || !(error instanceof TypeError) ? error : cutOff();
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** @param {string} frame */
function parseEvent(frame) {
  const event = { name: "message", data: "" };
  for (const line of frame.split("\n")) {
    if (line.startsWith("event: ")) event.name = line.slice(7);
    if (line.startsWith("data: ")) event.data += line.slice(6);
  }
  return event;
}

/** @param {string} path @param {AbortSignal} [signal] */
async function readJson(path, signal) {
  const response = await send(path, { signal: signal ?? null });
  try {
    return await response.json();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem({ code: "http_error", detail: "The answer of the service could not be read." });
  }
}

/** An id as part of a path. Dots alone would lead to another path. @param {string} id */
function partOf(id) {
  if (/^\.\.?$/.test(id))
    throw new Problem({ status: 404, code: "not_found", detail: `There is nothing called ${id}.` });
  return encodeURIComponent(id);
}

/** @param {string} method @param {string} path @param {object} body */
function sendJson(method, path, body) {
  return send(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** @param {string} path @param {RequestInit} request */
async function send(path, request) {
  let response;
  try {
    response = await fetch(path, request);
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new Problem({ code: "connection_lost", detail: "The service cannot be reached." });
  }
  if (response.ok) return response;
  const unexplained = { code: "http_error", detail: `The service answered with status ${response.status}.` };
  throw new Problem({ ...(await response.json().catch(() => unexplained)), status: response.status });
}

function cutOff() {
  return new Problem({ code: "stream_cut_off", detail: "The connection ended before the answer was complete." });
}
