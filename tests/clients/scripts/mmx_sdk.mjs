// Everything in the SDK that comes with the official command.
import { writeFileSync } from 'node:fs'
import { MiniMaxSDK } from 'mmx-cli/sdk'

const folder = process.env.HOME
const sdk = new MiniMaxSDK({
  apiKey: process.env.MINIMAX_API_KEY,
  baseUrl: process.env.MINIMAX_BASE_URL,
  region: 'global',
})
const messages = [{ role: 'user', content: 'Please say: hello' }]
const chat = await sdk.text.chat({ messages })
let streamed = ''
for await (const event of await sdk.text.chat({ messages, stream: true }))
  if (event.type === 'content_block_delta') streamed += event.delta.text ?? ''
const speech = await sdk.speech.synthesize({ text: 'Good evening.', output_format: 'hex' })
const file = sdk.speech.save(speech, `${folder}/speech.mp3`)
let chunks = 0
for await (const chunk of await sdk.speech.synthesize({ text: 'Good evening.', stream: true }))
  if (chunk.data?.audio) chunks += 1
const voices = await sdk.speech.voices('english')
const heard = await sdk.speech.transcribe({ file })
const subtitles = await sdk.speech.transcribe({ file, response_format: 'srt' })
let heardStream = ''
for await (const event of await sdk.speech.transcribe({ file, stream: true }))
  heardStream += event.delta
const image = await sdk.image.generate({ prompt: 'A kite', response_format: 'base64' })
const [picture] = await sdk.image.save(image, { outDir: folder, responseFormat: 'base64' })
const video = await sdk.video.generate({ prompt: 'Waves', pollInterval: 1 })
const saved = await sdk.video.download({ fileId: video.file_id, outPath: `${folder}/waves.mp4` })
const h3 = await sdk.video.generate({
  model: 'MiniMax-H3',
  content: [{ type: 'text', text: 'Waves' }],
  pollInterval: 1,
})
const found = await sdk.search.query('MiniMax')
const seen = await sdk.vision.describe({ image: picture })
const quota = await sdk.quota.info()
writeFileSync(`${folder}/notes.txt`, 'Good evening. '.repeat(20))
const uploaded = await sdk.file.upload(`${folder}/notes.txt`, 't2a_async_input')
const retrieved = await sdk.file.retrieve(String(uploaded.file.file_id))
const listed = await sdk.file.list()
await sdk.file.delete(uploaded.file.file_id)
console.log(
  JSON.stringify({
    text: chat.content.at(-1).text,
    stream: streamed,
    chunks: chunks > 1,
    voices: voices.length > 10,
    heard: heard.text,
    subtitles: subtitles.includes('-->'),
    heardStream,
    saved: saved.size > 1000,
    h3: h3.status,
    found: found.organic.length > 0,
    seen: seen.content.includes('image'),
    quota: quota.model_remains.length > 0,
    retrieved: retrieved.file.filename,
    listed: listed.files.length > 0,
  }),
)
