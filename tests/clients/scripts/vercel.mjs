// Text, a stream and a tool, in both formats of the provider.
import { generateText, streamText, tool } from 'ai'
import { createMinimax, createMinimaxOpenAI } from 'vercel-minimax-ai-provider'
import { z } from 'zod'

globalThis.AI_SDK_LOG_WARNINGS = false
const host = process.env.MINIMAX_BASE_URL
const weather = tool({
  description: 'Current weather of a city',
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => ({ city, celsius: 21 }),
})

async function use(model) {
  const text = await generateText({ model, prompt: 'Please say: hello' })
  const stream = streamText({ model, prompt: 'Please say: hello' })
  const tools = await generateText({
    model,
    prompt: 'What is the weather in Paris?',
    tools: { get_weather: weather },
    stopWhen: ({ steps }) => steps.length === 2,
  })
  return { text: text.text, stream: await stream.text, tools: tools.text }
}

const anthropic = createMinimax({ baseURL: `${host}/anthropic/v1` })
const openai = createMinimaxOpenAI({ baseURL: `${host}/v1` })
console.log(
  JSON.stringify({
    anthropic: await use(anthropic('MiniMax-M2.1')),
    openai: await use(openai('MiniMax-M2.1')),
  }),
)
