// Uploads a file with tus-js-client, or a part of it. What is asked stands on standard input, as JSON;
// what came of it goes to standard output: where the upload is, and whether it is done.
import { createReadStream } from 'node:fs'
import { text } from 'node:stream/consumers'
import { Upload } from 'tus-js-client'

const asked = JSON.parse(await text(process.stdin))
const upload = new Upload(createReadStream(asked.file), {
  endpoint: asked.endpoint,
  uploadUrl: asked.url,
  headers: { Authorization: `Bearer ${asked.token}` },
  metadata: asked.metadata,
  chunkSize: asked.piece,
  retryDelays: null,
  storeFingerprintForResuming: false,
  onChunkComplete: async (_, accepted, total) => {
    if (asked.until !== null && accepted >= asked.until && accepted < total) {
      await upload.abort()
      tell(false)
    }
  },
  onSuccess: () => tell(true),
  onError: (error) => {
    console.error(error.message)
    process.exit(1)
  },
})
upload.start()

function tell(done) {
  process.stdout.write(JSON.stringify({ url: upload.url, done }), () => process.exit(0))
}
