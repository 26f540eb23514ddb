import assert from 'node:assert/strict'
import http from 'node:http'
import https from 'node:https'

const timeoutMs = 30_000

/** Plain HTTP and XRPC against the server under test, for what the SDK hides: statuses, headers, bad input. */
export class Server {
  constructor(base) {
    this.base = base
  }

  get socketBase() {
    return this.base.replace(/^http/, 'ws')
  }

  /** One XRPC call. `json` or `body` makes it a POST; the answer is never thrown, whatever its status. */
  xrpc(nsid, { params = {}, json, body, method, token, headers = {} } = {}) {
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(params)) {
      for (const one of [value].flat()) query.append(name, one)
    }
    const all = { ...headers }
    if (token) all.authorization = `Bearer ${token}`
    if (json !== undefined) all['content-type'] ??= 'application/json'
    const payload = json === undefined ? body : JSON.stringify(json)
    return this.fetch(`/xrpc/${nsid}${query.size ? `?${query}` : ''}`, {
      method: method ?? (payload === undefined ? 'GET' : 'POST'),
      headers: all,
      body: payload,
    })
  }

  async fetch(path, init = {}) {
    const response = await fetch(new URL(path, this.base), {
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...init,
    })
    return answer(response.status, response.headers, Buffer.from(await response.arrayBuffer()))
  }

  /** A GET under another Host name, which fetch does not allow. */
  getAs(host, path) {
    const url = new URL(path, this.base)
    const client = url.protocol === 'https:' ? https : http
    return new Promise((resolve, reject) => {
      const request = client.get(url, { headers: { host }, timeout: timeoutMs }, (response) => {
        const chunks = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('end', () =>
          resolve(answer(response.statusCode, new Headers(plain(response.headers)), Buffer.concat(chunks))),
        )
      })
      request.on('error', reject)
      request.on('timeout', () => request.destroy(new Error(`no answer from ${path}`)))
    })
  }

  /** The JSON of a call that must succeed. */
  async ok(nsid, call) {
    const { status, json } = await this.xrpc(nsid, call)
    assert.equal(status, 200, `${nsid}: ${status} ${json?.error}: ${json?.message}`)
    return json
  }

  /** A call that must be declined with this status and, when given, one of these error names. */
  async refused(nsid, call, status, ...names) {
    const given = await this.xrpc(nsid, call)
    declined(given, status, ...names)
    return given.json
  }
}

export function declined({ status, json, bytes }, wanted, ...names) {
  const got = `${status} ${json?.error ?? bytes.toString().slice(0, 80)}: ${json?.message}`
  assert.ok([wanted].flat().includes(status), `wanted ${wanted} ${names.join('|')}, got ${got}`)
  assert.equal(typeof json?.error, 'string', `no XRPC error body, got ${got}`)
  if (names.length) assert.ok(names.includes(json.error), `wanted ${names.join('|')}, got ${got}`)
}

function answer(status, headers, bytes) {
  return {
    status,
    headers,
    bytes,
    get json() {
      try {
        return JSON.parse(bytes)
      } catch {
        return undefined
      }
    },
  }
}

const plain = (headers) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]))
