/**
 * Takes the place of VS Code's `@vscode/spdlog`, whose native part would have to be compiled: without it nothing is ever
 * written to a log, and the Output panel stays empty. Lines are appended to the file as they come; nothing is rotated.
 */
const { appendFileSync, mkdirSync } = require('node:fs');
const path = require('node:path');

const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];
let everyLevel = 2;

class Logger {
  constructor(_type, _name, file) {
    this.file = file;
    this.level = undefined;
    this.formatted = true;
  }

  log(level, message) {
    if (level < this.getLevel()) return;
    const time = new Date().toISOString().replace('T', ' ').slice(0, 23);
    appendFileSync(this.file, this.formatted ? `${time} [${names[level]}] ${message}\n` : message);
  }

  trace(message) {
    this.log(0, message);
  }

  debug(message) {
    this.log(1, message);
  }

  info(message) {
    this.log(2, message);
  }

  warn(message) {
    this.log(3, message);
  }

  error(message) {
    this.log(4, message);
  }

  critical(message) {
    this.log(5, message);
  }

  getLevel() {
    return this.level ?? everyLevel;
  }

  setLevel(level) {
    this.level = level;
  }

  setPattern() {}

  clearFormatters() {
    this.formatted = false;
  }

  flush() {}

  drop() {}
}

async function createLogger(name, file) {
  mkdirSync(path.dirname(file), { recursive: true });
  return new Logger('rotating', name, file);
}

// Named one by one: an ES module that imports this one sees only names it can read without running it.
exports.version = 0;
exports.Logger = Logger;
exports.LogLevel = { Trace: 0, Debug: 1, Info: 2, Warning: 3, Error: 4, Critical: 5, Off: 6 };
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
exports.setFlushOn = () => {};
exports.setLevel = (level) => {
  everyLevel = level;
};
