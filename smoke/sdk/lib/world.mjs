import { AtpAgent } from '@atproto/api'
import { getKey } from '@atproto/identity'
import { Directory } from './directory.mjs'

/** The people of a run. An account is made on its first mention and shared by the checks that name it. */
export class World {
  #accounts = new Map()
  #stamp = Date.now().toString(36).slice(-6)
  #server
  #domain

  constructor(server, { plc, domain, adminToken }) {
    this.#server = server
    this.#domain = domain
    this.adminToken = adminToken
    this.directory = new Directory(plc)
  }

  get server() {
    return this.#server
  }

  get adminHeaders() {
    return { authorization: `Bearer ${this.adminToken}` }
  }

  /** The code that an account would find in its e-mail, from the operator of a server that sends none. */
  async code({ did }, purpose) {
    const { codes } = await this.#server.ok('_admin/codes', { headers: this.adminHeaders, params: { account: did } })
    const found = codes.find((code) => code.purpose === purpose)
    if (!found) throw new Error(`no code for ${purpose}`)
    return found.code
  }

  /** Those that are still there. */
  get accounts() {
    return Promise.all(this.#accounts.values()).then((all) => all.filter(({ gone }) => !gone))
  }

  async domain() {
    this.#domain ??= (await this.#server.ok('com.atproto.server.describeServer')).availableUserDomains[0]
    return this.#domain
  }

  /** A handle nobody has; labels are at most 18 characters long. */
  async handle(name) {
    return `${name.slice(0, 10)}-${this.#stamp}${await this.domain()}`
  }

  account(name) {
    if (!this.#accounts.has(name)) this.#accounts.set(name, this.#create(name))
    return this.#accounts.get(name)
  }

  async #create(name) {
    const handle = await this.handle(name)
    const email = `${handle.split('.')[0]}@example.com`
    const password = `${name} likes long passwords`
    const agent = new AtpAgent({ service: this.#server.base })
    const { data } = await agent.createAccount({ handle, email, password })
    return new Account(this, agent, { ...data, email, password })
  }
}

/** A person on the server: the SDK's agent, and what was told at sign-up. */
class Account {
  #world
  #key

  constructor(world, agent, { did, handle, email, password }) {
    this.#world = world
    Object.assign(this, { agent, did, handle, email, password })
  }

  get token() {
    return this.agent.session.accessJwt
  }

  /** The did:key that others verify this account's commits with: from its DID document, not from the server. */
  async signingKey(fresh = false) {
    if (fresh || !this.#key) this.#key = getKey(await this.#world.directory.ensureResolve(this.did, fresh))
    return this.#key
  }
}
