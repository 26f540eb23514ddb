import assert from 'node:assert/strict'
import { readCarWithRoot } from '@atproto/repo'
import { Firehose as SdkFirehose } from '@atproto/sync'
import { didOf, Firehose } from '../lib/firehose.mjs'
import { Replay } from '../lib/replay.mjs'
import { Repo, rkeyOf } from '../lib/repo.mjs'

const note = 'com.example.smoke.note'

export default async function ({ check, server, world }) {
  const account = await world.account('firehose')
  const repo = new Repo(server, account)
  const using = async (cursor, body) => {
    const firehose = await Firehose.open(server, cursor)
    try {
      return await body(firehose)
    } finally {
      firehose.close()
    }
  }
  const commitOf = (made) => (frame) => frame.type === '#commit' && frame.body.commit.toString() === made.commit.cid

  await churn(repo)
  const last = await repo.create({ collection: note, record: { n: 'the last one before reading' } })
  const people = await world.accounts
  const ours = new Set(people.map((person) => person.did))
  let frames = []

  await check('backfill from cursor 0 reaches the newest event, seq strictly rising', async () => {
    const all = await using(0, async (firehose) => {
      await firehose.find(commitOf(last), 'the newest commit')
      return firehose.frames
    })
    const events = all.filter((frame) => frame.type !== '#info')
    for (const [i, { op, type, body, size }] of events.entries()) {
      assert.equal(op, 1)
      assert.ok(['#commit', '#sync', '#identity', '#account'].includes(type), type)
      assert.ok(i === 0 || body.seq > events[i - 1].body.seq, `seq ${body.seq}`)
      assert.match(body.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}Z$/)
      assert.ok(size <= 5_000_000)
    }
    frames = events.filter((frame) => ours.has(didOf(frame)))
  })

  await check('a new account: #identity #account #commit #sync, in this order', async () => {
    for (const { did, handle } of people) {
      const [identity, active, commit, sync] = frames.filter((frame) => didOf(frame) === did)
      const types = [identity, active, commit, sync].map((frame) => frame?.type)
      assert.deepEqual(types, ['#identity', '#account', '#commit', '#sync'])
      assert.equal(identity.body.handle, handle)
      assert.deepEqual([active.body.active, active.body.status], [true, undefined])
      assert.deepEqual([commit.body.since, commit.body.ops], [null, []])
      const { root, blocks } = await readCarWithRoot(sync.body.blocks)
      assert.equal(root.toString(), commit.body.commit.toString())
      assert.equal(sync.body.rev, commit.body.rev)
      assert.equal(blocks.size, 1, '#sync carries the commit block alone')
    }
  })

  await check('every commit verifies in order: signature, records, since, prevData, ops undone', async () => {
    for (const person of people) assert.ok((await replayed(person, frames)).commits > 0)
  })

  await check('the commits add up to the repo of every account', async () => {
    for (const person of people) {
      const replay = await replayed(person, frames)
      const { records, commit } = await new Repo(server, person).verified()
      assert.deepEqual([...replay.records].sort(), [...records].sort())
      assert.equal(replay.rev, commit.rev)
    }
  })

  await check('the SDK takes every event, commits authenticated', async () => {
    const wanted = frames.filter((f) => f.type === '#commit' && didOf(f) === account.did).flatMap((f) => f.body.ops)
    const seen = await throughSdk(server, world, account, frames[0].body.seq - 1, wanted.length)
    assert.deepEqual(
      seen.map((event) => `${event.event} ${event.collection}/${event.rkey}`),
      wanted.map((op) => `${op.action} ${op.path}`),
    )
  })

  await check('a write comes to a live subscriber', async () => {
    await using(undefined, async (firehose) => {
      await firehose.begun(() => repo.create({ collection: note, record: { n: 'begun?' } }))
      const made = await repo.create({ collection: note, record: { n: 'live' } })
      const { body } = await firehose.find(commitOf(made), 'the live commit')
      const ops = body.ops.map((op) => `${op.action} ${op.path}`)
      assert.deepEqual(ops, [`create ${note}/${rkeyOf(made.uri)}`])
    })
  })

  await check('without a cursor there is no past', async () => {
    const past = await repo.create({ collection: note, record: { n: 'past' } })
    await using(0, (firehose) => firehose.find(commitOf(past), 'the past one')) // the log has it
    await using(undefined, async (firehose) => {
      await firehose.begun(() => repo.create({ collection: note, record: { n: 'from now on' } }))
      assert.ok(firehose.frames.length > 0 && !firehose.frames.some(commitOf(past)))
    })
  })

  await check('from backfill into live without a gap or a repeat', async () => {
    const cursor = frames[0].body.seq
    await using(cursor, async (firehose) => {
      const revs = []
      for (let n = 0; n < 20; n++) revs.push((await repo.create({ collection: note, record: { n } })).commit.rev)
      await firehose.find((frame) => frame.body.rev === revs.at(-1), 'the last live commit')
      const seqs = firehose.frames.map((frame) => frame.body.seq)
      assert.ok(
        seqs.every((seq, i) => seq > (i ? seqs[i - 1] : cursor)),
        'seq rises from the cursor on',
      )
      const got = firehose.frames.filter((f) => f.type === '#commit' && didOf(f) === account.did)
      assert.deepEqual(
        got.slice(-20).map((f) => f.body.rev),
        revs,
      )
    })
  })

  await check('a cursor is the last event seen: the next one follows', async () => {
    const [first, second, third] = frames.map((frame) => frame.body.seq)
    const after = (cursor) =>
      using(cursor, async (firehose) => (await firehose.find((frame) => frame.type !== '#info')).body.seq)
    const next = await after(first)
    assert.ok(next > first && next <= second, `${next} after ${first}`)
    const later = await after(second)
    assert.ok(later > second && later <= third, `${later} after ${second}`)
  })

  await check('a cursor of the future: FutureCursor, and the end', async () => {
    await using(2 ** 48, async (firehose) => {
      const { op, body } = await firehose.find(() => true, 'the error frame')
      assert.deepEqual([op, body.error], [-1, 'FutureCursor'])
      await firehose.end()
    })
  })

  await check('a cursor that is none is refused', async () => {
    for (const cursor of ['abc', '1.5']) {
      try {
        await using(cursor, async (firehose) => {
          const { op, body } = await firehose.find(() => true, 'the error frame')
          assert.deepEqual([op, body.error], [-1, 'InvalidRequest'])
          await firehose.end()
        })
      } catch (problem) {
        assert.equal(problem.status, 400, problem.message)
      }
    }
  })

  await check('without an upgrade: 426, or 400', async () => {
    const { status } = await server.xrpc('com.atproto.sync.subscribeRepos')
    assert.ok([400, 426].includes(status), `${status}`)
  })
}

/** Enough of every kind of write for the tree to grow, shrink, split and merge. */
async function churn(repo) {
  const write = (kind, rkey, n) => ({
    $type: `com.atproto.repo.applyWrites#${kind}`,
    collection: note,
    rkey,
    ...(kind !== 'delete' && { value: { n } }),
  })
  const key = (n) => `key-${(n * 7919) % 1000}`
  for (let batch = 0; batch < 5; batch++) {
    await repo.applyWrites(Array.from({ length: 40 }, (_, n) => write('create', key(batch * 40 + n), n)))
  }
  await repo.applyWrites(Array.from({ length: 60 }, (_, n) => write(n % 2 ? 'update' : 'delete', key(n), -n)))
  for (let n = 1; n < 30; n += 2) await repo.delete({ collection: note, rkey: key(n) })
  for (let n = 0; n < 10; n += 2) await repo.put({ collection: note, rkey: key(n), record: { n: 'again' } })
}

async function replayed(person, frames) {
  const replay = new Replay(person.did, await person.signingKey())
  for (const { type, body } of frames) {
    if (type === '#commit' && body.repo === person.did) await replay.take(body)
  }
  return replay
}

/** The first `count` record events of one account as the SDK's own consumer gives them. */
async function throughSdk(server, world, { did }, cursor, count) {
  const seen = []
  let firehose
  try {
    await new Promise((resolve, reject) => {
      firehose = new SdkFirehose({
        service: server.socketBase,
        idResolver: { did: world.directory },
        getCursor: () => cursor,
        unauthenticatedHandles: true,
        onError: (error) => reject(error),
        handleEvent: (event) => {
          if (event.did === did && ['create', 'update', 'delete'].includes(event.event)) seen.push(event)
          if (seen.length === count) resolve()
        },
      })
      firehose.start()
    })
  } finally {
    await firehose.destroy()
  }
  return seen
}
