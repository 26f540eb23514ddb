import assert from 'node:assert/strict'
import { AtpAgent } from '@atproto/api'

const get = 'app.bsky.actor.getPreferences'
const put = 'app.bsky.actor.putPreferences'
const adult = { $type: 'app.bsky.actor.defs#adultContentPref', enabled: false }
const details = { $type: 'app.bsky.actor.defs#personalDetailsPref', birthDate: '1990-01-01T00:00:00.000Z' }

export default async function ({ check, server, world }) {
  const account = await world.account('prefs')

  await check('preferences come back as they were put', async () => {
    assert.deepEqual((await server.ok(get, { token: account.token })).preferences, [])
    const answer = await server.xrpc(put, { token: account.token, json: { preferences: [adult, details] } })
    assert.equal(answer.status, 200)
    const { preferences } = await server.ok(get, { token: account.token })
    assert.deepEqual(preferences.filter((p) => p.$type === adult.$type), [adult])
    assert.deepEqual(preferences.filter((p) => p.$type === details.$type), [details])
  })

  await check('the SDK reads and changes them', async () => {
    await account.agent.setAdultContentEnabled(true)
    const prefs = await account.agent.getPreferences()
    assert.equal(prefs.moderationPrefs.adultContentEnabled, true)
    assert.equal(prefs.birthDate?.toISOString(), details.birthDate)
  })

  await check('an app password does not see personal details', async () => {
    const { data } = await account.agent.com.atproto.server.createAppPassword({ name: 'prefs' })
    const agent = new AtpAgent({ service: server.base })
    await agent.login({ identifier: account.handle, password: data.password })
    const { preferences } = await server.ok(get, { token: agent.session.accessJwt })
    assert.ok(!preferences.some((p) => p.$type === details.$type))
  })

  await check('what is no preference is refused', async () => {
    for (const preferences of [[{ enabled: true }], [{ $type: 'com.example.other#pref' }], 'none', [1]]) {
      await server.refused(put, { token: account.token, json: { preferences } }, 400, 'InvalidRequest')
    }
  })
}
