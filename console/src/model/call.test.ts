import { expect, test } from 'vitest'
import { type CallSession, hears, saidIn, stagesOf } from './call'

const step = (stage: number, status: string) => ({
  intent_flow_id: stage,
  intent: 'x',
  input_message: 'x',
  response_status: status,
  timestamp: '2026-01-01T00:00:00Z',
})
const session = (change: Partial<CallSession>): CallSession => ({
  call_identify_id: 'CALL-1',
  current_flow_id: 1,
  completed_flows: [],
  is_complete: false,
  steps: [],
  ...change,
})

test('a call that was never placed stands before its first stage', () => {
  expect(stagesOf(undefined)).toEqual(['current', 'ahead', 'ahead', 'ahead', 'ahead'])
})

test('stages are done up to the one that is next', () => {
  expect(stagesOf(session({ current_flow_id: 3, completed_flows: [1, 2] }))).toEqual(['done', 'done', 'current', 'ahead', 'ahead'])
})

test('a stage whose last step failed has failed until a step of it succeeds', () => {
  const failed = session({ current_flow_id: 2, completed_flows: [1], steps: [step(1, 'success'), step(2, 'error')] })
  expect(stagesOf(failed)[1]).toBe('failed')
  expect(stagesOf({ ...failed, steps: [...failed.steps, step(2, 'success')] })[1]).toBe('current')
})

test('a complete call has no stage ahead', () => {
  expect(stagesOf(session({ is_complete: true, current_flow_id: null, completed_flows: [1, 2, 3, 4, 5] }))).toEqual(Array(5).fill('done'))
})

test('an answer is put together from its pieces, and the result ends it', () => {
  const heard = [
    { event: 'turn', data: '{"call_identify_id":"CALL-1","run_id":"r"}' },
    { event: 'stage', id: '4', data: '{"intent_flow_id":1,"flow_label":"GREETING","intent":"greeting","agents":["greeting"]}' },
    { event: 'delta', id: '6.c0', data: '{"agent":null,"text":"Good "}' },
    { event: 'delta', id: '6.c5', data: '{"agent":"calls_greeting","text":"day"}' },
    { event: 'comment', data: 'no JSON' },
    { event: 'response', data: '{"status":"success","response":"Good day","next_flow_id":2}' },
  ].reduce(hears, { text: '' })
  expect(heard).toMatchObject({ run: 'r', last: '6.c5', stage: 1, intent: 'greeting', text: 'Good day', agent: 'calls_greeting' })
  expect(heard.result).toMatchObject({ status: 'success', next_flow_id: 2 })
})

test('a refusal is heard with its code', () => {
  expect(hears({ text: '' }, { event: 'error', data: '{"code":"BTN1","detail":"The call is complete."}' }).error).toEqual({
    code: 'BTN1',
    message: 'The call is complete.',
  })
})

test('a step says what the caller was told', () => {
  expect([saidIn('hi'), saidIn({ text: 'hi', agents: [] }), saidIn({ a: 1 }), saidIn(null)]).toEqual(['hi', 'hi', '{"a":1}', ''])
})
