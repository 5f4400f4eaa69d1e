import './util/text.js';
