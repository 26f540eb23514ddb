import { DidPlcResolver } from '@atproto/identity'

const timeoutMs = 10_000

/** Reads a PLC directory that may live under a path, as the server's own does in development; did:web too. */
export class Directory extends DidPlcResolver {
  constructor(plc) {
    super(plc, timeoutMs)
  }

  resolveNoCheck(did) {
    return get(did.startsWith('did:web:') ? webDocument(did) : `${this.plcUrl}/${did}`)
  }

  /** Every operation of a did:plc, oldest first, as the directory took them. */
  auditLog(did) {
    return get(`${this.plcUrl}/${did}/log/audit`)
  }
}

function webDocument(did) {
  const host = decodeURIComponent(did.slice('did:web:'.length))
  const scheme = /^localhost(:|$)|\.localhost(:|$)/.test(host) ? 'http' : 'https'
  return `${scheme}://${host}/.well-known/did.json`
}

async function get(url) {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
  if (response.status === 404) return null
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  return response.json()
}
