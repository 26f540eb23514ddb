import assert from 'node:assert/strict'
import { decodeAll, encode } from '@atproto/lex-cbor'
import WebSocket from 'ws'

const limitMs = 20_000

/** One connection to subscribeRepos, its frames decoded as they come. */
export class Firehose {
  frames = []
  closed = false
  #socket
  #wake = () => {}

  static open(server, cursor) {
    const url = new URL('/xrpc/com.atproto.sync.subscribeRepos', server.socketBase)
    if (cursor !== undefined) url.searchParams.set('cursor', cursor)
    const firehose = new Firehose()
    const socket = new WebSocket(url, { handshakeTimeout: limitMs, perMessageDeflate: false })
    firehose.#socket = socket
    return new Promise((resolve, reject) => {
      socket.on('open', () => resolve(firehose))
      socket.on('unexpected-response', (_, response) => {
        socket.terminate()
        reject(Object.assign(new Error(`upgrade answered ${response.statusCode}`), { status: response.statusCode }))
      })
      socket.on('error', reject)
      socket.on('message', (data, isBinary) => firehose.#take(data, isBinary))
      socket.on('close', () => {
        firehose.closed = true
        firehose.#wake()
      })
    })
  }

  #take(data, isBinary) {
    try {
      assert.ok(isBinary, 'a text frame')
      this.frames.push(decode(new Uint8Array(data)))
    } catch (problem) {
      this.problem ??= problem
    }
    this.#wake()
  }

  /** The first frame that fits, waiting for it when it has not come yet. */
  async find(fits, what = 'the frame') {
    const deadline = Date.now() + limitMs
    let looked = 0
    for (;;) {
      if (this.problem) throw this.problem
      for (; looked < this.frames.length; looked++) if (fits(this.frames[looked])) return this.frames[looked]
      const left = deadline - Date.now()
      assert.ok(left > 0, `${what} did not come in ${limitMs / 1000} s, ${this.frames.length} frames did`)
      assert.ok(!this.closed, `closed before ${what} came, after ${this.frames.length} frames`)
      await this.#change(left)
    }
  }

  /** Writes until something comes: a new subscription may begin a moment after it was accepted. */
  async begun(write) {
    for (let i = 0; i < 50 && !this.frames.length; i++) {
      await write()
      await this.#change(100)
    }
  }

  async end() {
    const deadline = Date.now() + limitMs
    while (!this.closed) {
      assert.ok(Date.now() < deadline, 'the server did not close the connection')
      await this.#change(deadline - Date.now())
    }
  }

  #change(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  close() {
    this.#socket.terminate()
  }
}

/** A frame is two DRISL items in a row; only the canonical bytes of what they say are accepted. */
function decode(bytes) {
  const items = [...decodeAll(bytes)]
  assert.equal(items.length, 2, 'a frame of header and payload')
  const [header, body] = items
  const canonical = Buffer.concat([encode(header), encode(body)])
  assert.ok(canonical.equals(bytes), `a frame in canonical form: ${header.t}`)
  return { op: header.op, type: header.t, body, size: bytes.length }
}

export const didOf = ({ body }) => body.repo ?? body.did
