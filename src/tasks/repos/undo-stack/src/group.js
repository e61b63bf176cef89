'use strict';

function makeGroup(label, commands) {
  return {
    label,
    commands,
    weight: commands.reduce((sum, command) => sum + weightOf(command), 0),
    apply() {
      commands.forEach((command) => command.apply());
    },
    revert() {
      revertAll(commands);
    },
  };
}

function revertAll(commands) {
  for (let i = commands.length - 1; i >= 0; i -= 1) commands[i].revert();
}

function weightOf(command) {
  return command.weight === undefined ? 1 : command.weight;
}

function checkCommand(command) {
  if (!command || typeof command.apply !== 'function' || typeof command.revert !== 'function') {
    throw new TypeError('a command needs apply() and revert()');
  }
  return command;
}

module.exports = { checkCommand, makeGroup, revertAll, weightOf };
