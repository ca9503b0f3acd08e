// What the `openai` package of npm reads from the service, as one JSON object on stdout.
// node client.mjs FOLDER-WITH-THE-PACKAGE BASE-URL QUESTION
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, baseURL, question] = process.argv.slice(2);
const { OpenAI } = createRequire(join(folder, "package.json"))("openai");
const client = new OpenAI({ baseURL, apiKey: "any", maxRetries: 0 });
const asked = { model: "qa-service", messages: [{ role: "user", content: question }] };

const failure = async (fields) => {
  try {
    await client.chat.completions.create({ ...asked, ...fields });
    return null;
  } catch (error) {
    return { name: error.constructor.name, status: error.status, code: error.code, param: error.param };
  }
};

const whole = await client.chat.completions.create(asked);
const chunks = [];
const stream = await client.chat.completions.create({ ...asked, stream: true, stream_options: { include_usage: true } });
for await (const chunk of stream) chunks.push(chunk);
const gathered = await client.chat.completions.stream(asked).finalChatCompletion();
const models = [];
for await (const model of client.models.list()) models.push(model.id);

console.log(
  JSON.stringify({
    whole,
    chunks,
    gathered,
    models,
    failures: [await failure({ model: "gpt-4o" }), await failure({ n: 2 }), await failure({ messages: [], stream: true })],
  }),
);
