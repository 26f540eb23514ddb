import { parseArgs } from 'node:util'

const usage = 'node run.mjs --base URL [--plc URL] [--handle-domain .DOMAIN] [--admin-token TOKEN] [--other URL] [--only topic[,topic]]'

/** What the command line asks for; a server in development is its own PLC directory, at /_plc. */
export function options(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        base: { type: 'string', default: 'http://localhost:4000' },
        plc: { type: 'string' },
        'handle-domain': { type: 'string' },
        'admin-token': { type: 'string', default: 'the admin token of development' },
        other: { type: 'string' },
        only: { type: 'string' },
      },
    })
    const base = new URL(values.base).origin
    return {
      base,
      plc: (values.plc ?? `${base}/_plc`).replace(/\/$/, ''),
      domain: values['handle-domain'],
      adminToken: values['admin-token'],
      other: values.other && new URL(values.other).origin,
      only: values.only?.split(',') ?? [],
    }
  } catch (problem) {
    console.error(`${problem.message}\n${usage}`)
    process.exit(2)
  }
}
