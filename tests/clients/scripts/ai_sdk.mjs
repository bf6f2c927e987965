// Text, a stream, a tool and a video, through the AI SDK and its provider of MiniMax.
import { createMiniMax } from '@ai-sdk/minimax'
import { experimental_generateVideo, generateText, streamText, tool } from 'ai'
import { z } from 'zod'

globalThis.AI_SDK_LOG_WARNINGS = false
const host = process.env.MINIMAX_BASE_URL
const minimax = createMiniMax({ baseURL: `${host}/anthropic/v1`, videoBaseURL: host })
const model = minimax('minimax-m3')
const text = await generateText({ model, prompt: 'Please say: hello' })
const stream = streamText({ model, prompt: 'Please say: hello' })
const weather = tool({
  description: 'Current weather of a city',
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => ({ city, celsius: 21 }),
})
const tools = await generateText({
  model,
  prompt: 'What is the weather in Paris?',
  tools: { get_weather: weather },
  stopWhen: ({ steps }) => steps.length === 2,
})
// Its own download refuses addresses of this machine.
const download = async ({ url }) => {
  const response = await fetch(url)
  const data = new Uint8Array(await response.arrayBuffer())
  return { data, mediaType: response.headers.get('content-type') }
}
const video = await experimental_generateVideo({
  model: minimax.video('MiniMax-H3'),
  prompt: 'Waves',
  duration: 4,
  providerOptions: { minimax: { resolution: '768P', pollIntervalMs: 50 } },
  download,
})
console.log(
  JSON.stringify({
    text: text.text,
    stream: await stream.text,
    tools: tools.text,
    video: video.video.mediaType,
  }),
)
