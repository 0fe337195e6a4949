interface Said {
  type: string
}

/**
 * The run of each message, as far as it is certain: each message of a person begins a run, and what follows belongs to it. Where a run took
 * several messages of a person, nothing is said of any.
 */
export function runOfEach(messages: readonly Said[], runs: readonly string[]): (string | undefined)[] {
  const asked = messages.filter((message) => message.type === 'human').length
  if (asked !== runs.length) return messages.map(() => undefined)
  let turn = -1
  return messages.map((message) => {
    if (message.type === 'human') turn++
    return runs[turn]
  })
}
