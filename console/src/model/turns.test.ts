import { expect, test } from 'vitest'
import { runOfEach } from './turns'

const talk = (...types: string[]) => types.map((type) => ({ type }))

test('an answer belongs to the run that the message before it began', () => {
  expect(runOfEach(talk('human', 'ai', 'human', 'ai', 'ai'), ['a', 'b'])).toEqual(['a', 'a', 'b', 'b', 'b'])
})

test('where a run took several messages nothing is guessed', () => {
  expect(runOfEach(talk('human', 'ai', 'human', 'ai'), ['a'])).toEqual([undefined, undefined, undefined, undefined])
})

test('a greeting before the first message belongs to no run', () => {
  expect(runOfEach(talk('ai', 'human', 'ai'), ['a'])).toEqual([undefined, 'a', 'a'])
})
