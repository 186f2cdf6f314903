// Which words a type chooses among, for whoever offers them: editors and the controls of Storybook.

/** The members of a union that is of nothing but words, the empty one too; none for any other type. */
export function wordsOf(type) {
  const members = type.split(' | ').filter((member) => member !== 'undefined');
  return members.every((member) => /^'[^']*'$/.test(member)) ? members.map((member) => member.slice(1, -1)) : [];
}
